BEGIN TRANSACTION;
CREATE TABLE alembic_version (
version_num VARCHAR(32) NOT NULL, CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0001');
CREATE TABLE deliveries (
	event_seq INTEGER NOT NULL, 
	ordinal INTEGER NOT NULL, 
	message TEXT NOT NULL, 
	run TEXT, 
	lease_until TEXT, 
	doubts INTEGER NOT NULL, 
	first_at TEXT NOT NULL, 
	last_at TEXT NOT NULL, 
	error TEXT, 
	PRIMARY KEY (event_seq, ordinal), 
	FOREIGN KEY(event_seq, ordinal) REFERENCES notices (event_seq, ordinal)
)
 WITHOUT ROWID,
 STRICT

;
CREATE TABLE events (
	seq INTEGER NOT NULL, 
	handoff_id TEXT NOT NULL, 
	request_id TEXT NOT NULL, 
	type TEXT NOT NULL, 
	at TEXT NOT NULL, 
	actor TEXT NOT NULL, 
	batch TEXT NOT NULL, 
	payload TEXT NOT NULL, 
	shared INTEGER, 
	commitment BLOB NOT NULL, 
	hash BLOB NOT NULL, 
	PRIMARY KEY (seq), 
	FOREIGN KEY(shared) REFERENCES shared (id)
)
 STRICT

;
INSERT INTO "events" VALUES(1,'H-000001','K-1','received','2026-11-20T14:00:00.000000Z','system','','{"consent":null,"country":"CA","language":"fr","received_at":null,"scale":"standard"}',NULL,X'4BEE0D514C677B35EBE3213F0542A063252D62C7CEB0FC3209AE1A390777B216',X'E435B9D662300ECE4EB2C62C8C968F9123341315272B1F988D56527FB9E7B683');
INSERT INTO "events" VALUES(2,'H-000001','K-1','assigned','2026-11-20T14:00:00.000000Z','system','','{"decision":{"close_call":false,"day":"2026-11-20","distance_error_km":10,"distance_km":0,"location":{"mrc_code":"62","municipality_code":"62007","place":"Saint-Félix-de-Valois","point":[46.2,-73.4],"uncertainty_km":8},"ranking":{"error_km":[10,10,10,10,10,10,20,10,10,10,20,10,10,10,10,10,10,10,10,10,10],"km":[0,10,10,20,20,30,30,30,30,30,30,40,40,40,50,50,50,60,20,50,70],"order":[12,13,10,7,0,11,9,15,2,16,1,6,5,17,4,3,19,18,8,20,14],"why":[0,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,2,2,2]}}}',1,X'96BEB8D5907E34863FAFF31A215FF0B99763C9B314D296F3BD5E222E4ED24255',X'770A8D4BD37708897DD86EB66073C3BE2A26938D9A381F144B971D75FB9279F5');
INSERT INTO "events" VALUES(3,'H-000003','K-2','received','2026-11-20T14:00:00.000000Z','system','','{"consent":null,"country":"CA","language":"en","received_at":null,"scale":"standard"}',NULL,X'EED9C1C6CCADC56E92FE2A0AEA98C64791FDCFA3BE0B7AD582D31DE41AE7A3A4',X'5483C55FE37D5B1A4D46B6F4A1C0C78D0D166A0861C373D3222471F3E020412D');
INSERT INTO "events" VALUES(4,'H-000003','K-2','assigned','2026-11-20T14:00:00.000000Z','system','','{"decision":{"close_call":false,"day":"2026-11-20","distance_error_km":10,"distance_km":0,"location":{"mrc_code":"10","municipality_code":"10043","place":"Rimouski","point":[48.5,-68.5],"uncertainty_km":8},"ranking":{"error_km":[10,10,10,10,10,10,10,10],"km":[0,30,60,80,80,90,100,160],"order":[3,2,4,0,1,6,5,7],"why":[0,1,1,1,1,1,1,1]}}}',2,X'C4E6B6997095888F50EBEE7D0354DC71CFF25B056C6692811577CD7CB86B6903',X'08CF65CE9CD026ED3A941BA07E9090BD0C3DEEA85EF3DB37770DDCAF2914B501');
INSERT INTO "events" VALUES(5,'H-000005','K-3','received','2026-11-20T14:00:00.000000Z','system','','{"consent":null,"country":"CA","language":"fr","received_at":null,"scale":"standard"}',NULL,X'D6962201BB54317AFFB0A596B5B8EA86EBFC74DC4CAD220E6067FE15F1C2C29A',X'CBDD137C4C90FEE3E9612FE46A5E31066AB8AD89E94809B0EF44DC2DF0CC0DB2');
INSERT INTO "events" VALUES(6,'H-000005','K-3','assigned','2026-11-20T14:00:00.000000Z','system','','{"decision":{"close_call":false,"day":"2026-11-20","distance_error_km":10,"distance_km":10,"location":{"mrc_code":"21","municipality_code":"21045","place":"Boischatel","point":[46.9,-71.1],"uncertainty_km":8},"ranking":{"error_km":[10,10,10,10,10,10,10,10],"km":[10,10,20,40,50,80,110,20],"order":[2,5,3,4,7,1,0,6],"why":[0,1,1,1,1,1,1,2]}}}',3,X'537703A0245907A63E6F832925716A0D3D8A256130184E26A22B029C43A9231F',X'226962B4990E6475F79BA03C54FDC22156DDA5538A629C76010833A223DCF822');
INSERT INTO "events" VALUES(7,'H-000007','K-4','received','2026-11-20T14:00:00.000000Z','system','','{"consent":null,"country":"CA","language":"fr","received_at":null,"scale":"major"}',NULL,X'A73FBA9487261D33E0EDF7DA9466E2B07F12315E1D5071F93433ED0B97993838',X'575487F196F23E1D5A18E991075407AB186A26F34576E74349691538065BB938');
INSERT INTO "events" VALUES(8,'H-000007','K-4','assigned','2026-11-20T14:00:00.000000Z','system','','{"decision":{"close_call":false,"day":"2026-11-20","distance_error_km":10,"distance_km":0,"location":{"mrc_code":"62","municipality_code":"62007","place":"Saint-Félix-de-Valois","point":[46.2,-73.4],"uncertainty_km":8},"ranking":{"error_km":[10,10,10,10,10,10,20,10,10,10,20,10,10,10,10,10,10,10,10,10,10],"km":[0,10,10,20,20,30,30,30,30,30,30,40,40,40,50,50,50,60,20,50,70],"order":[12,13,10,7,0,11,9,15,2,16,1,6,5,17,4,3,19,18,8,20,14],"why":[0,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,2,2,2]}}}',4,X'9DDB6CFAC21B66E4501EB639B0ACE6624E70F50B2C1BC96BA7C2BFDF1A351445',X'7999557CE53C69CCE26A5D8DB58BC445666F911254BEDD4FB9C05EF30938A121');
INSERT INTO "events" VALUES(9,'H-000001','K-1','asked','2026-11-20T14:01:00.000000Z','company:K-1','','{"asks":"call","told":["advisor:QC-14-13","erac:erac-14"],"via":"link"}',NULL,X'D5D380C9E0CDDDDDFB0E6F7DBD2C4CE5A9456961597DA3038CF3F8118D8DD9EA',X'005488DA20E7A070D88EEAEF6BE9AC9D6BFF3000C084100A7388623C5C00AF4B');
INSERT INTO "events" VALUES(10,'H-000001','K-1','unreached','2026-11-20T14:02:00.000000Z','advisor:QC-14-13','','{"told":["erac:erac-14","council"],"via":"mail"}',NULL,X'',X'603B898F028BDEB08924360F2C414B4E99FD38516B16C49E1F04680D49A6BF63');
INSERT INTO "events" VALUES(11,'H-000001','K-1','unreached','2026-11-20T14:03:00.000000Z','advisor:QC-14-13','','{"told":["company:K-1","erac:erac-14","council"],"via":"link"}',NULL,X'5DA06FE5A4634A07B416A434694B39B613B294F7771017D63678B83819231885',X'158EF7D8D04E3E8D330AECFDBDF189EB10D7E2C177943A28BBBD6D380A1613DE');
INSERT INTO "events" VALUES(12,'H-000001','K-1','declined','2026-11-20T14:04:00.000000Z','advisor:QC-14-13','','{"reason_code":"skills","told":["advisor:QC-14-13","erac:erac-14","council"],"via":"link"}',NULL,X'55A1B4A0A6C0E7A732B6EE00B2A2B48395EB3C0BB0F51CBFB8B3C5D59FBFE3DB',X'1F07A32458B12EF164363B07B3C970F7337750F39803AAF05DF9C05A21496722');
INSERT INTO "events" VALUES(13,'H-000001','K-1','assigned','2026-11-20T14:04:00.000000Z','advisor:QC-14-13','','{"decision":{"close_call":true,"day":"2026-11-20","distance_error_km":10,"distance_km":10,"location":{"mrc_code":"62","municipality_code":"62007","place":"Saint-Félix-de-Valois","point":[46.2,-73.4],"uncertainty_km":8},"ranking":{"error_km":[10,10,10,10,10,20,10,10,10,20,10,10,10,10,10,10,10,10,10,10,10],"km":[10,10,20,20,30,30,30,30,30,30,40,40,40,50,50,50,60,0,20,50,70],"order":[13,10,7,0,11,9,15,2,16,1,6,5,17,4,3,19,18,12,8,20,14],"why":[0,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,2,3,3,3]}}}',5,X'2CE7BF75658EBCC6BD95101F5E2E0253C6245B08F84731195348711DD41B9BCD',X'D1F79CC3B64B83A6069E7E5B66B46B5035A600180C22A6D67363FD7EB20D6850');
INSERT INTO "events" VALUES(14,'H-000001','K-1','closed','2026-11-20T14:05:00.000000Z','company:K-1','','{"outcome":"withdrawn","told":["company:K-1","advisor:QC-14-14","erac:erac-14","council","advisor:QC-14-13"],"via":"link"}',NULL,X'',X'017F6556AA9D384AC84E2011FB324345A7835B6DCDC1C933D8B0E78E326F0209');
INSERT INTO "events" VALUES(15,'H-000001','K-1','rated','2026-11-20T14:06:00.000000Z','company:K-1','','{"contacted":"no","told":["advisor:QC-14-14","erac:erac-14","advisor:QC-14-13"],"useful":"no","via":"link"}',NULL,X'44AB7D2E44A5AED85D50D720E3C06D26BEA9D47FD529CF7BBFC82A204588A6AE',X'64C4CEB3F1DD536EE029070213F32C6B8FF7CC38C0ABE8061E4769238B6E9F1E');
INSERT INTO "events" VALUES(16,'H-000005','K-3','corrected','2026-11-20T14:07:00.000000Z','company:K-3','','{"fields":["email"],"told":["advisor:QC-03-03","erac:erac-03"],"values":{},"via":"link"}',NULL,X'707C5F8BC8EBA38F6C763AB36F4E9DBDF40DEDD3B9C046AB12D6A45FD02FD05C',X'ACEA74400E46B2EBF70E64EECF15678AB48AB60BE56A958A7F444C93390E7D8F');
CREATE TABLE handoffs (
	opened_seq INTEGER NOT NULL, 
	request_id TEXT NOT NULL, 
	state TEXT NOT NULL, 
	region_code TEXT, 
	erac_id TEXT, 
	advisor_id TEXT, 
	opened_at TEXT NOT NULL, 
	updated_seq INTEGER NOT NULL, 
	PRIMARY KEY (opened_seq), 
	FOREIGN KEY(opened_seq) REFERENCES events (seq), 
	UNIQUE (request_id)
)
 STRICT

;
INSERT INTO "handoffs" VALUES(1,'K-1','closed','14','erac-14','QC-14-14','2026-11-20T14:00:00.000000Z',15);
INSERT INTO "handoffs" VALUES(3,'K-2','assigned','01','erac-01','QC-01-04','2026-11-20T14:00:00.000000Z',4);
INSERT INTO "handoffs" VALUES(5,'K-3','assigned','03','erac-03','QC-03-03','2026-11-20T14:00:00.000000Z',16);
INSERT INTO "handoffs" VALUES(7,'K-4','assigned','14','erac-14','QC-14-13','2026-11-20T14:00:00.000000Z',8);
CREATE TABLE involved (
	actor TEXT NOT NULL, 
	opened_seq INTEGER NOT NULL, 
	PRIMARY KEY (actor, opened_seq), 
	FOREIGN KEY(opened_seq) REFERENCES handoffs (opened_seq)
)
 WITHOUT ROWID,
 STRICT

;
INSERT INTO "involved" VALUES('advisor:QC-01-04',3);
INSERT INTO "involved" VALUES('advisor:QC-03-03',5);
INSERT INTO "involved" VALUES('advisor:QC-14-13',1);
INSERT INTO "involved" VALUES('advisor:QC-14-13',7);
INSERT INTO "involved" VALUES('advisor:QC-14-14',1);
INSERT INTO "involved" VALUES('erac:erac-01',3);
INSERT INTO "involved" VALUES('erac:erac-03',5);
INSERT INTO "involved" VALUES('erac:erac-14',1);
INSERT INTO "involved" VALUES('erac:erac-14',7);
CREATE TABLE keys (
	name TEXT NOT NULL, 
	value TEXT NOT NULL, 
	PRIMARY KEY (name)
)
 WITHOUT ROWID,
 STRICT

;
CREATE TABLE loads (
	advisor_id TEXT NOT NULL, 
	open INTEGER NOT NULL, 
	last_assigned INTEGER NOT NULL, 
	PRIMARY KEY (advisor_id)
)
 WITHOUT ROWID,
 STRICT

;
INSERT INTO "loads" VALUES('QC-01-04',1,4);
INSERT INTO "loads" VALUES('QC-03-03',1,6);
INSERT INTO "loads" VALUES('QC-14-13',1,8);
INSERT INTO "loads" VALUES('QC-14-14',0,13);
CREATE TABLE notices (
	event_seq INTEGER NOT NULL, 
	ordinal INTEGER NOT NULL, 
	recipient TEXT NOT NULL, 
	template TEXT NOT NULL, 
	language TEXT NOT NULL, 
	state TEXT NOT NULL, 
	attempts INTEGER NOT NULL, 
	not_before TEXT NOT NULL, 
	PRIMARY KEY (event_seq, ordinal), 
	FOREIGN KEY(event_seq) REFERENCES events (seq)
)
 WITHOUT ROWID,
 STRICT

;
INSERT INTO "notices" VALUES(2,1,'company:K-1','assigned.company','fr','queued',0,'2026-11-20T14:00:00.000000Z');
INSERT INTO "notices" VALUES(2,2,'advisor:QC-14-13','assigned.advisor','fr','queued',0,'2026-11-20T14:00:00.000000Z');
INSERT INTO "notices" VALUES(2,3,'erac:erac-14','assigned.erac','fr','no_address',0,'2026-11-20T14:00:00.000000Z');
INSERT INTO "notices" VALUES(2,4,'council','assigned.council','fr','no_address',0,'2026-11-20T14:00:00.000000Z');
INSERT INTO "notices" VALUES(4,1,'company:K-2','assigned.company','en','queued',0,'2026-11-20T14:00:00.000000Z');
INSERT INTO "notices" VALUES(4,2,'advisor:QC-01-04','assigned.advisor','fr','queued',0,'2026-11-20T14:00:00.000000Z');
INSERT INTO "notices" VALUES(4,3,'erac:erac-01','assigned.erac','fr','no_address',0,'2026-11-20T14:00:00.000000Z');
INSERT INTO "notices" VALUES(4,4,'council','assigned.council','fr','no_address',0,'2026-11-20T14:00:00.000000Z');
INSERT INTO "notices" VALUES(6,1,'company:K-3','assigned.company','fr','queued',0,'2026-11-20T14:00:00.000000Z');
INSERT INTO "notices" VALUES(6,2,'advisor:QC-03-03','assigned.advisor','fr','queued',0,'2026-11-20T14:00:00.000000Z');
INSERT INTO "notices" VALUES(6,3,'erac:erac-03','assigned.erac','fr','no_address',0,'2026-11-20T14:00:00.000000Z');
INSERT INTO "notices" VALUES(6,4,'council','assigned.council','fr','no_address',0,'2026-11-20T14:00:00.000000Z');
INSERT INTO "notices" VALUES(8,1,'company:K-4','assigned.company','fr','no_address',0,'2026-11-20T14:00:00.000000Z');
INSERT INTO "notices" VALUES(8,2,'advisor:QC-14-13','assigned.advisor','fr','queued',0,'2026-11-20T14:00:00.000000Z');
INSERT INTO "notices" VALUES(8,3,'erac:erac-14','assigned.erac','fr','no_address',0,'2026-11-20T14:00:00.000000Z');
INSERT INTO "notices" VALUES(8,4,'council','assigned.council','fr','no_address',0,'2026-11-20T14:00:00.000000Z');
INSERT INTO "notices" VALUES(9,1,'advisor:QC-14-13','asked.advisor','fr','queued',0,'2026-11-20T14:02:00.000000Z');
INSERT INTO "notices" VALUES(9,2,'erac:erac-14','asked.erac','fr','no_address',0,'2026-11-20T14:02:00.000000Z');
INSERT INTO "notices" VALUES(10,1,'erac:erac-14','unreached.erac','fr','no_address',0,'2026-11-20T14:03:00.000000Z');
INSERT INTO "notices" VALUES(10,2,'council','unreached.council','fr','no_address',0,'2026-11-20T14:03:00.000000Z');
INSERT INTO "notices" VALUES(11,1,'company:K-1','unreached.company','fr','queued',0,'2026-11-20T14:04:00.000000Z');
INSERT INTO "notices" VALUES(11,2,'erac:erac-14','unreached.erac','fr','no_address',0,'2026-11-20T14:04:00.000000Z');
INSERT INTO "notices" VALUES(11,3,'council','unreached.council','fr','no_address',0,'2026-11-20T14:04:00.000000Z');
INSERT INTO "notices" VALUES(12,1,'advisor:QC-14-13','declined.advisor','fr','queued',0,'2026-11-20T14:05:00.000000Z');
INSERT INTO "notices" VALUES(12,2,'erac:erac-14','declined.erac','fr','no_address',0,'2026-11-20T14:05:00.000000Z');
INSERT INTO "notices" VALUES(12,3,'council','declined.council','fr','no_address',0,'2026-11-20T14:05:00.000000Z');
INSERT INTO "notices" VALUES(13,1,'company:K-1','assigned.company','fr','queued',0,'2026-11-20T14:05:00.000000Z');
INSERT INTO "notices" VALUES(13,2,'advisor:QC-14-14','assigned.advisor','fr','queued',0,'2026-11-20T14:05:00.000000Z');
INSERT INTO "notices" VALUES(13,3,'erac:erac-14','assigned.erac','fr','no_address',0,'2026-11-20T14:05:00.000000Z');
INSERT INTO "notices" VALUES(13,4,'council','assigned.council','fr','no_address',0,'2026-11-20T14:05:00.000000Z');
INSERT INTO "notices" VALUES(14,1,'company:K-1','closed.company','fr','queued',0,'2026-11-20T14:06:00.000000Z');
INSERT INTO "notices" VALUES(14,2,'advisor:QC-14-14','closed.advisor','fr','queued',0,'2026-11-20T14:06:00.000000Z');
INSERT INTO "notices" VALUES(14,3,'erac:erac-14','closed.erac','fr','no_address',0,'2026-11-20T14:06:00.000000Z');
INSERT INTO "notices" VALUES(14,4,'council','closed.council','fr','no_address',0,'2026-11-20T14:06:00.000000Z');
INSERT INTO "notices" VALUES(14,5,'advisor:QC-14-13','closed.advisor','fr','queued',0,'2026-11-20T14:06:00.000000Z');
INSERT INTO "notices" VALUES(15,1,'advisor:QC-14-14','rated.advisor','fr','queued',0,'2026-11-20T14:07:00.000000Z');
INSERT INTO "notices" VALUES(15,2,'erac:erac-14','rated.erac','fr','no_address',0,'2026-11-20T14:07:00.000000Z');
INSERT INTO "notices" VALUES(15,3,'advisor:QC-14-13','rated.advisor','fr','queued',0,'2026-11-20T14:07:00.000000Z');
INSERT INTO "notices" VALUES(16,1,'advisor:QC-03-03','corrected.advisor','fr','queued',0,'2026-11-20T14:08:00.000000Z');
INSERT INTO "notices" VALUES(16,2,'erac:erac-03','corrected.erac','fr','no_address',0,'2026-11-20T14:08:00.000000Z');
CREATE TABLE personal (
	seq INTEGER NOT NULL, 
	salt BLOB NOT NULL, 
	body TEXT NOT NULL, 
	PRIMARY KEY (seq), 
	FOREIGN KEY(seq) REFERENCES events (seq)
)
 STRICT

;
INSERT INTO "personal" VALUES(1,X'58AB7A3719D7E30F20E6CCCA911B24C3','{"company":"Fromagerie (exemple)","email":"k1@fromagerie.example","need":"Automatiser l''affinage","postal_code":"J0K 2M0"}');
INSERT INTO "personal" VALUES(2,X'947F2D88174770D2D36130A402449EA1','{"distance_10m":[0,1085,1341,1725,2130,2614,2634,2710,2811,3186,3377,3579,3865,4392,4545,4763,5312,5500,1734,4859,6806],"error_10m":[283,290,228,244,256,297,1414,269,290,283,1108,239,206,209,209,202,233,209,219,206,465],"location":{"point":[46.17,-73.427],"postal_code":"J0K 2M0","uncertainty_km":2.0}}');
INSERT INTO "personal" VALUES(3,X'62E92B558761F9055E63CDB0074EFC59','{"company":"Scierie (exemple)","email":"k2@scierie.example","postal_code":"G5L 1A1"}');
INSERT INTO "personal" VALUES(4,X'66C757831FC0F240984786DF470E35E4','{"distance_10m":[36,2879,6029,8082,8433,8958,10230,16492],"error_10m":[126,130,225,144,208,251,130,216],"location":{"point":[48.4512,-68.5276],"postal_code":"G5L 1A1","uncertainty_km":1.2}}');
INSERT INTO "personal" VALUES(5,X'8925B66F4986E33B9C136A190E76710D','{"company":"Atelier (exemple)","email":"k3@atelier.example","postal_code":"G0A 1H0"}');
INSERT INTO "personal" VALUES(6,X'99AFD850405280834B067101DDB4F05F','{"distance_10m":[503,1131,2436,3715,4543,7711,11209,1788],"error_10m":[240,173,240,180,177,180,202,202],"location":{"point":[46.899,-71.137],"postal_code":"G0A 1H0","uncertainty_km":1.7}}');
INSERT INTO "personal" VALUES(7,X'1983E74726ED5C9FB854F231ADBABAB8','{"company":"Serres (exemple)","phone":"450 555-0104","postal_code":"J0K 2M0"}');
INSERT INTO "personal" VALUES(8,X'21BD658883DB7BD57A2BFD2DC22CF2D7','{"distance_10m":[0,1085,1341,1725,2130,2614,2634,2710,2811,3186,3377,3579,3865,4392,4545,4763,5312,5500,1734,4859,6806],"error_10m":[283,290,228,244,256,297,1414,269,290,283,1108,239,206,209,209,202,233,209,219,206,465],"location":{"point":[46.17,-73.427],"postal_code":"J0K 2M0","uncertainty_km":2.0}}');
INSERT INTO "personal" VALUES(9,X'754A51A1469ECC00103F18F12EEC3BAD','{"reason":"Depuis lundi (exemple)"}');
INSERT INTO "personal" VALUES(11,X'D87E9E2C23A472389D3DD7E5A74ECB93','{"reason":"Boîte vocale (exemple)"}');
INSERT INTO "personal" VALUES(12,X'51E2DCE93E5EDAC99099B96CC66DFF84','{"reason":"Autre domaine (exemple)"}');
INSERT INTO "personal" VALUES(13,X'0B21DC0C9A2594E498E6DD34586695DB','{"distance_10m":[1085,1341,1725,2130,2614,2634,2710,2811,3186,3377,3579,3865,4392,4545,4763,5312,5500,0,1734,4859,6806],"error_10m":[290,228,244,256,297,1414,269,290,283,1108,239,206,209,209,202,233,209,283,219,206,465],"location":{"point":[46.17,-73.427],"postal_code":"J0K 2M0","uncertainty_km":2.0}}');
INSERT INTO "personal" VALUES(15,X'6A9B3B553491F6DA0A853CD12DE338EC','{"reason":"Rien (exemple)"}');
INSERT INTO "personal" VALUES(16,X'68B1378B01D29E14E2A1D3667B436F8D','{"email":"autre@atelier.example"}');
CREATE TABLE rosters (
	id TEXT NOT NULL, 
	salt BLOB NOT NULL, 
	body TEXT NOT NULL, 
	PRIMARY KEY (id)
)
 STRICT

;
INSERT INTO "rosters" VALUES('043f0944c7cc6bfa379821a2a4a1345bda42faf120943fd5284f4f46ef0fb10d',X'9BD452034D35E55D9434E9E082C193F2','{"ids":["QC-14-01","QC-14-02","QC-14-03","QC-14-04","QC-14-05","QC-14-06","QC-14-07","QC-14-08","QC-14-09","QC-14-10","QC-14-11","QC-14-12","QC-14-13","QC-14-14","QC-14-15","QC-14-16","QC-14-17","QC-14-18","QC-14-19","QC-14-20","QC-14-21"],"names":["Conseiller en innovation – Berthierville (exemple)","Conseillère en innovation – Lavaltrie (exemple)","Conseiller en innovation – Lanoraie (exemple)","Conseillère en innovation – Repentigny (exemple)","Conseiller en innovation – Repentigny (Le Gardeur) (exemple)","Conseillère en innovation – L''Assomption (exemple)","Conseiller en innovation – L''Épiphanie (exemple)","Conseillère en innovation – Joliette (centre) (exemple)","Conseiller en innovation – Joliette (nord) (exemple)","Conseillère en innovation – Saint-Charles-Borromée (exemple)","Conseiller en innovation – Notre-Dame-des-Prairies (exemple)","Conseillère en innovation – Rawdon (exemple)","Conseiller en innovation – Saint-Félix-de-Valois (exemple)","Conseillère en innovation – Saint-Jean-de-Matha (exemple)","Conseiller en innovation – Saint-Michel-des-Saints (exemple)","Conseillère en innovation – Saint-Jacques (exemple)","Conseiller en innovation – Sainte-Julienne (exemple)","Conseillère en innovation – Saint-Lin–Laurentides (exemple)","Conseiller en innovation – Terrebonne (centre) (exemple)","Conseillère en innovation – Terrebonne (Lachenaie) (exemple)","Conseiller en innovation – Mascouche (exemple)"],"organizations":["MRC D''Autray (exemple)","MRC D''Autray (exemple)","MRC D''Autray (exemple)","MRC L''Assomption (exemple)","MRC L''Assomption (exemple)","MRC L''Assomption (exemple)","MRC L''Assomption (exemple)","MRC Joliette (exemple)","MRC Joliette (exemple)","MRC Joliette (exemple)","MRC Joliette (exemple)","MRC Matawinie (exemple)","MRC Matawinie (exemple)","MRC Matawinie (exemple)","MRC Matawinie (exemple)","MRC Montcalm (exemple)","MRC Montcalm (exemple)","MRC Montcalm (exemple)","MRC Les Moulins (exemple)","MRC Les Moulins (exemple)","MRC Les Moulins (exemple)"]}');
INSERT INTO "rosters" VALUES('e440a471b33ee300b53a8e8f59c4e0785c215229420f197e3634b753721317d3',X'E2C621CE1EDC93E0FB7B5DDE0599E4A2','{"ids":["QC-01-01","QC-01-02","QC-01-03","QC-01-04","QC-01-05","QC-01-06","QC-01-07","QC-01-08"],"names":["Conseiller en innovation – Amqui (exemple)","Conseillère en innovation – Matane (exemple)","Conseiller en innovation – Mont-Joli (exemple)","Conseillère en innovation – Rimouski (exemple)","Conseiller en innovation – Trois-Pistoles (exemple)","Conseillère en innovation – Rivière-du-Loup (exemple)","Conseiller en innovation – Témiscouata-sur-le-Lac (exemple)","Conseillère en innovation – La Pocatière (exemple)"],"organizations":["MRC La Matapédia (exemple)","MRC La Matanie (exemple)","MRC La Mitis (exemple)","MRC Rimouski-Neigette (exemple)","MRC Les Basques (exemple)","MRC Rivière-du-Loup (exemple)","MRC Témiscouata (exemple)","MRC Kamouraska (exemple)"]}');
INSERT INTO "rosters" VALUES('da3018f45402206d35e78de2405a81db88c37bc50265c3a86fa256d74bf16673',X'8C3BDB0B1D3C47DFB5117A1B2D6F3718','{"ids":["QC-03-01","QC-03-02","QC-03-03","QC-03-04","QC-03-05","QC-03-06","QC-03-07","QC-03-08"],"names":["Conseiller en innovation – La Malbaie (exemple)","Conseillère en innovation – Baie-Saint-Paul (exemple)","Conseiller en innovation – Saint-Pierre-de-l''Île-d''Orléans (exemple)","Conseillère en innovation – Beaupré (exemple)","Conseiller en innovation – Sainte-Catherine-de-la-Jacques-Cartier (exemple)","Conseillère en innovation – Québec (Haute-Ville) (exemple)","Conseiller en innovation – Québec (Haute-Saint-Charles) (exemple)","Conseillère en innovation – Pont-Rouge (exemple)"],"organizations":["MRC Charlevoix-Est (exemple)","MRC Charlevoix (exemple)","MRC L''Île-d''Orléans (exemple)","MRC La Côte-de-Beaupré (exemple)","MRC La Jacques-Cartier (exemple)","Ville de Québec (exemple)","Ville de Québec (exemple)","MRC Portneuf (exemple)"]}');
CREATE TABLE shared (
	id INTEGER NOT NULL, 
	digest BLOB NOT NULL, 
	body TEXT NOT NULL, 
	PRIMARY KEY (id)
)
 STRICT

;
INSERT INTO "shared" VALUES(1,X'E92E72197941BE40487576D61F6E62667C05FB51F9A3FA6DFEA0A9A6419FF452','{"advisor_id":"QC-14-13","decision":{"advisor_id":"QC-14-13","erac_id":"erac-14","erac_name":"ERAC de Lanaudière","inputs":{"advisors":"6a9eecf1e1dfc28cbf357dc0c33599ebc7d2d6261719d85184e52bb2ce812320","atlas":"9f298dabde223eb43c91f726b5c3dce4f887096cc56465cb68ed2892cf738371","regions":"fa42912fdbb3820943f0c3d2c1af6ba4cc1569343959bf32de1306f45374dcb8"},"location":{"postal_code":"—","region_code":"14","verdict":"exact"},"ranking":{"eligible":18,"whys":[["routing.nearest"],["routing.farther"],["routing.in_training"]]},"reasons":["routing.nearest"],"region_code":"14","status":"assigned","version":1},"erac_id":"erac-14","region_code":"14","roster":"043f0944c7cc6bfa379821a2a4a1345bda42faf120943fd5284f4f46ef0fb10d","told":["company","advisor:QC-14-13","erac:erac-14","council"]}');
INSERT INTO "shared" VALUES(2,X'ACB20086396751CF53B5FDBB073BFF0E39D537B0E7DF23CED192AF5ADA0AE9EF','{"advisor_id":"QC-01-04","decision":{"advisor_id":"QC-01-04","erac_id":"erac-01","erac_name":"ERAC du Bas-Saint-Laurent","inputs":{"advisors":"6a9eecf1e1dfc28cbf357dc0c33599ebc7d2d6261719d85184e52bb2ce812320","atlas":"9f298dabde223eb43c91f726b5c3dce4f887096cc56465cb68ed2892cf738371","regions":"fa42912fdbb3820943f0c3d2c1af6ba4cc1569343959bf32de1306f45374dcb8"},"location":{"postal_code":"—","region_code":"01","verdict":"exact"},"ranking":{"eligible":8,"whys":[["routing.nearest"],["routing.farther"]]},"reasons":["routing.nearest"],"region_code":"01","status":"assigned","version":1},"erac_id":"erac-01","region_code":"01","roster":"e440a471b33ee300b53a8e8f59c4e0785c215229420f197e3634b753721317d3","told":["company","advisor:QC-01-04","erac:erac-01","council"]}');
INSERT INTO "shared" VALUES(3,X'20719D46DA07EE57DA6A88CEFC65B2FCEF1D746E254E364B32EC809F84CBD52C','{"advisor_id":"QC-03-03","decision":{"advisor_id":"QC-03-03","erac_id":"erac-03","erac_name":"ERAC de la Capitale-Nationale","inputs":{"advisors":"6a9eecf1e1dfc28cbf357dc0c33599ebc7d2d6261719d85184e52bb2ce812320","atlas":"9f298dabde223eb43c91f726b5c3dce4f887096cc56465cb68ed2892cf738371","regions":"fa42912fdbb3820943f0c3d2c1af6ba4cc1569343959bf32de1306f45374dcb8"},"location":{"postal_code":"—","region_code":"03","verdict":"exact"},"ranking":{"eligible":7,"whys":[["routing.nearest"],["routing.farther"],["routing.in_training"]]},"reasons":["routing.nearest"],"region_code":"03","status":"assigned","version":1},"erac_id":"erac-03","region_code":"03","roster":"da3018f45402206d35e78de2405a81db88c37bc50265c3a86fa256d74bf16673","told":["company","advisor:QC-03-03","erac:erac-03","council"]}');
INSERT INTO "shared" VALUES(4,X'91C42A3734CF967F556299A8C19570F62D27FAE605FEE377979D3A3563F38AE7','{"advisor_id":"QC-14-13","decision":{"advisor_id":"QC-14-13","erac_id":"erac-14","erac_name":"ERAC de Lanaudière","inputs":{"advisors":"6a9eecf1e1dfc28cbf357dc0c33599ebc7d2d6261719d85184e52bb2ce812320","atlas":"9f298dabde223eb43c91f726b5c3dce4f887096cc56465cb68ed2892cf738371","regions":"fa42912fdbb3820943f0c3d2c1af6ba4cc1569343959bf32de1306f45374dcb8"},"location":{"postal_code":"—","region_code":"14","verdict":"exact"},"ranking":{"eligible":18,"whys":[["routing.nearest"],["routing.farther"],["routing.in_training"]]},"reasons":["routing.nearest",{"code":"routing.major_proposed_to_erac","params":{"erac":"ERAC de Lanaudière"}}],"region_code":"14","status":"assigned","version":1},"erac_id":"erac-14","region_code":"14","roster":"043f0944c7cc6bfa379821a2a4a1345bda42faf120943fd5284f4f46ef0fb10d","told":["company","advisor:QC-14-13","erac:erac-14","council"]}');
INSERT INTO "shared" VALUES(5,X'3BFFD68BB70C32E4B10CB0B336DB3C164ABE264712F297509A1DA8C91EC3FB4D','{"advisor_id":"QC-14-14","decision":{"advisor_id":"QC-14-14","erac_id":"erac-14","erac_name":"ERAC de Lanaudière","inputs":{"advisors":"6a9eecf1e1dfc28cbf357dc0c33599ebc7d2d6261719d85184e52bb2ce812320","atlas":"9f298dabde223eb43c91f726b5c3dce4f887096cc56465cb68ed2892cf738371","regions":"fa42912fdbb3820943f0c3d2c1af6ba4cc1569343959bf32de1306f45374dcb8"},"location":{"postal_code":"—","region_code":"14","verdict":"exact"},"ranking":{"eligible":17,"whys":[["routing.nearest"],["routing.farther"],["routing.declined"],["routing.in_training"]]},"reasons":["routing.nearest"],"region_code":"14","status":"assigned","version":1},"erac_id":"erac-14","region_code":"14","roster":"043f0944c7cc6bfa379821a2a4a1345bda42faf120943fd5284f4f46ef0fb10d","told":["company","advisor:QC-14-14","erac:erac-14","council"],"via":"link"}');
CREATE INDEX deliveries_message ON deliveries (message);
CREATE INDEX events_handoff ON events (handoff_id);
CREATE INDEX handoffs_state ON handoffs (state);
CREATE INDEX notices_queued ON notices (not_before) WHERE state = 'queued';
CREATE INDEX notices_sending ON notices (event_seq) WHERE state = 'sending';
CREATE INDEX shared_digest ON shared (digest);
CREATE TRIGGER events_append BEFORE INSERT ON events WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM events) BEGIN SELECT RAISE(ABORT, 'an event can only be appended to the chain'); END;
CREATE TRIGGER events_no_update BEFORE UPDATE ON events BEGIN SELECT RAISE(ABORT, 'events are never changed'); END;
CREATE TRIGGER events_no_delete BEFORE DELETE ON events BEGIN SELECT RAISE(ABORT, 'events are never deleted'); END;
CREATE TRIGGER shared_no_update BEFORE UPDATE ON shared BEGIN SELECT RAISE(ABORT, 'what events share is never changed'); END;
CREATE TRIGGER shared_no_delete BEFORE DELETE ON shared BEGIN SELECT RAISE(ABORT, 'what events share is never changed'); END;
CREATE TRIGGER shared_once BEFORE INSERT ON shared WHEN EXISTS (SELECT 1 FROM shared WHERE id = NEW.id) BEGIN SELECT RAISE(ABORT, 'what events share is never changed'); END;
CREATE TRIGGER personal_no_update BEFORE UPDATE ON personal BEGIN SELECT RAISE(ABORT, 'personal data is erased or kept, never changed'); END;
CREATE TRIGGER notices_no_delete BEFORE DELETE ON notices BEGIN SELECT RAISE(ABORT, 'notices are never deleted'); END;
CREATE TRIGGER notices_same_message BEFORE UPDATE OF event_seq, ordinal, recipient, template ON notices BEGIN SELECT RAISE(ABORT, 'a notice stays the same message to the same recipient'); END;
CREATE TRIGGER personal_once BEFORE INSERT ON personal WHEN EXISTS (SELECT 1 FROM personal WHERE seq = NEW.seq) BEGIN SELECT RAISE(ABORT, 'personal data is erased or kept, never changed'); END;
CREATE TRIGGER notices_once BEFORE INSERT ON notices WHEN EXISTS (SELECT 1 FROM notices WHERE event_seq = NEW.event_seq AND ordinal = NEW.ordinal) BEGIN SELECT RAISE(ABORT, 'a notice is written once'); END;
CREATE TRIGGER rosters_no_update BEFORE UPDATE ON rosters BEGIN SELECT RAISE(ABORT, 'a roster is erased or kept, never changed'); END;
CREATE TRIGGER rosters_once BEFORE INSERT ON rosters WHEN EXISTS (SELECT 1 FROM rosters WHERE id = NEW.id) BEGIN SELECT RAISE(ABORT, 'a roster is erased or kept, never changed'); END;
CREATE TRIGGER deliveries_no_delete BEFORE DELETE ON deliveries BEGIN SELECT RAISE(ABORT, 'deliveries are never deleted'); END;
COMMIT;
