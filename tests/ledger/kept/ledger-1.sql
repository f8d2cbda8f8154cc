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
INSERT INTO "events" VALUES(9,'H-000009','K-5','received','2026-11-20T14:00:00.000000Z','system','','{"consent":null,"country":"FR","language":"fr","received_at":null,"scale":"standard"}',NULL,X'86200312BA956EA4CCF5B13CA55F2DD609CFA0308C641F87C58E534D83F24C1F',X'F298200BC8AB33BE19D256EDE9DEDAB1507E13E46046834FAF3AF04CCC4E663F');
INSERT INTO "events" VALUES(10,'H-000009','K-5','referred','2026-11-20T14:00:00.000000Z','system','','{"decision":{"close_call":false,"day":"2026-11-20","location":{"country":"FR","reason":{"code":"place.france","params":{"country":"FR","department":"67","text":"—"}}}}}',5,X'935737AA8C281CF912204AD7BF3C77253BB01910A2CBF312BC78B3093B1C3204',X'E2451D20FDA31EC81E04D535FBE89F45B7D366FECDBA6F842598A0564BBEACDF');
INSERT INTO "events" VALUES(11,'H-000011','K-6','received','2026-11-20T14:00:00.000000Z','system','','{"consent":null,"country":"CA","language":"fr","received_at":null,"scale":"standard"}',NULL,X'3B6D8F2685045242F5833125279D63E99062C4962099B72C9C4C8BBD80D70E69',X'E9027BF22DA116B969FB817EC9F406A85A8ED9753FDB937441D92E2633041B70');
INSERT INTO "events" VALUES(12,'H-000011','K-6','held','2026-11-20T14:00:00.000000Z','system','','{"decision":{"close_call":false,"day":"2026-11-20","location":{"reason":{"code":"place.reserved","params":{"postal_code":"—"}}}}}',6,X'1165C63C299F3C6C49671739522532D361A14AF1138894206E5A3D6C8EF414DE',X'6836B58502D6C30C1660ADBAFDC137B5E52D4CAC95ECA9C48B1C286A0BB088FF');
INSERT INTO "events" VALUES(13,'H-000013','K-9','received','2026-11-20T14:00:00.000000Z','system','','{"consent":null,"country":"CA","language":"fr","received_at":null,"scale":"standard"}',NULL,X'3587F4CE23D9680960893E4D66DFDCA913FF5602EB1C17938792CC609E5B106D',X'41E0F81668939E0332BE709AEC463F8C2F29AC03082973414930499E877C9705');
INSERT INTO "events" VALUES(14,'H-000013','K-9','rejected','2026-11-20T14:00:00.000000Z','system','','{"decision":{"close_call":false,"day":"2026-11-20","location":{"reason":{"code":"postal.did_you_mean","params":{"fault":{"code":"postal.digit_expected","params":{"char":"—","position":6,"text":"—"}},"suggestion":"—"}},"suggestion":"—","text":"—"}}}',7,X'1B1AEED21567D341746F66CD7A13402D0EA56D26923E4A76867B4CBA2524D55F',X'8C8F1D503066341F93BA36286B92BAF06104DCB437AABDC19D36E864BB23E023');
INSERT INTO "events" VALUES(15,'H-000015','K-7','received','2026-11-20T14:00:00.000000Z','system','','{"consent":false,"country":"CA","language":"fr","received_at":null,"scale":"standard"}',NULL,X'4C2F89A848C27AA4F53C3901B2E659C44635705AB077433C2FB6B14ACE57E898',X'30FD1F1725CF3FD6E1E4DD74FE292B4A9871464B6151E493AFFA124DF0ED9A09');
INSERT INTO "events" VALUES(16,'H-000015','K-7','held','2026-11-20T14:00:00.000000Z','system','','{"decision":{"close_call":false,"day":"2026-11-20","location":{"mrc_code":"66","municipality_code":"66023","place":"Montréal","point":[45.5,-73.6],"uncertainty_km":8},"ranking":{"error_km":[10,10,10,10],"km":[0,10,10,10],"order":[0,1,2,3],"why":[0,1,1,2]}}}',8,X'2FFDB196D9118F0F03211C599A2D9B58BDB72C2C5A62893A591D8E23714510FF',X'CC56FC0808C9C8AC6DA612F98BE52D401BB1625E37846CF2560821A3DCE073D9');
INSERT INTO "events" VALUES(17,'H-000017','K-8','received','2026-11-20T14:00:00.000000Z','system','B-kept','{"consent":null,"country":"CA","language":"fr","received_at":null,"scale":"standard"}',NULL,X'B8D550F39B7624AD35F18B12A2FD7D18FE88BFE425EE2D2E81C1C80E107B132A',X'5006D333631DFBE9C1EC08583DC7FA91A0EC3318122AA1F929D0341AD7028B5D');
INSERT INTO "events" VALUES(18,'H-000017','K-8','assigned','2026-11-20T14:00:00.000000Z','system','','{"decision":{"close_call":false,"day":"2026-11-20","distance_error_km":10,"distance_km":0,"location":{"mrc_code":"66","municipality_code":"66023","place":"Montréal","point":[45.5,-73.6],"uncertainty_km":8},"ranking":{"error_km":[10,10,10,10],"km":[0,10,10,10],"order":[0,1,2,3],"why":[0,1,1,2]}}}',9,X'79B43BAA9249813B344D983ACB1F37671FB18477ACE8C8B75FC36FFF45FF4B5B',X'C3B17E75C7E57062633AA89D7C3336BC20679C1DEFDFE7B43FF2F7FEEC3A69E0');
INSERT INTO "events" VALUES(19,'H-000001','K-1','declined','2026-11-20T14:01:00.000000Z','person:triage-1','','{"told":["advisor:QC-14-13","erac:erac-14","council"]}',NULL,X'6D7CAAEF97B62E2F93FA24C81C3C9B02C477D0EE8852C170D8E40A02D23D22FE',X'085BE34F56EFA8A75360F0AF9640570DCD52E5709E454C798A69E2F98A6731DE');
INSERT INTO "events" VALUES(20,'H-000001','K-1','assigned','2026-11-20T14:01:00.000000Z','person:triage-1','','{"decision":{"close_call":true,"day":"2026-11-20","distance_error_km":10,"distance_km":10,"location":{"mrc_code":"62","municipality_code":"62007","place":"Saint-Félix-de-Valois","point":[46.2,-73.4],"uncertainty_km":8},"ranking":{"error_km":[10,10,10,10,10,20,10,10,10,20,10,10,10,10,10,10,10,10,10,10,10],"km":[10,10,20,20,30,30,30,30,30,30,40,40,40,50,50,50,60,0,20,50,70],"order":[13,10,7,0,11,9,15,2,16,1,6,5,17,4,3,19,18,12,8,20,14],"why":[0,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,2,3,3,3]}}}',10,X'B4F2314D0382845088424DB60B33BE403049876A87BE468E21206F09D9E7937F',X'850A206A107CB9FE832FC07881AD8166A0AD6AF1AA487973D8DC286AEFCDD56F');
INSERT INTO "events" VALUES(21,'H-000001','K-1','accepted','2026-11-20T14:02:00.000000Z','person:triage-1','','{"told":["company:K-1","erac:erac-14","council"]}',NULL,X'',X'4BD0427182FCFA547064D6BF4D09B70F2264C6BF7969B9C2AA2AD4EECA60FD26');
INSERT INTO "events" VALUES(22,'H-000001','K-1','contacted','2026-11-20T14:03:00.000000Z','person:triage-1','','{"told":["erac:erac-14","council"]}',NULL,X'',X'0BA9B56E451C9A16FAF8BE7F8529777B0BDD2958C6C8CFF48938A9A119FB6780');
INSERT INTO "events" VALUES(23,'H-000001','K-1','closed','2026-11-20T14:04:00.000000Z','person:triage-1','','{"outcome":"served","told":["company:K-1","advisor:QC-14-14","erac:erac-14","council","advisor:QC-14-13"]}',NULL,X'',X'0C6A4AB64806353AF84A4E4BF734037B7F10991073BD6A4C9B5993535D735F64');
INSERT INTO "events" VALUES(24,'H-000001','K-1','reopened','2026-11-20T14:05:00.000000Z','person:triage-1','','{"told":["company:K-1","advisor:QC-14-14","erac:erac-14","council","advisor:QC-14-13"]}',NULL,X'8C7AB015BA54157C4EB8DB4DC32643DE6A8ABF8A82D99D357405E89AA40A88C3',X'C761569C6B402E9CA735BC17943060DDE20C0BEDF8A8A0D216C171467EDF33A0');
INSERT INTO "events" VALUES(25,'H-000001','K-1','noted','2026-11-20T14:06:00.000000Z','person:triage-1','','{}',NULL,X'278EA1103393BAFC392422F2092289D07C0E98EECB49D7B768F532D3800EAF1C',X'93184D560D9901B19B74F4497F6A574EB59301186A4DBED503609038E4AF1A66');
INSERT INTO "events" VALUES(26,'H-000001','K-1','undone','2026-11-20T14:07:00.000000Z','person:triage-1','','{"back_to":{"advisor_id":"QC-14-14","closed_from":null,"consent":null,"declined_by":["QC-14-13"],"erac_id":"erac-14","region_code":"14","state":"contacted"},"steps":["noted"],"undoes":[25],"unheard":[]}',NULL,X'',X'0FEBD5B02B8CBB6481CF9459571D83070098DFAEA0584DD0336B734B2091D116');
INSERT INTO "events" VALUES(27,'H-000003','K-2','reassigned','2026-11-20T14:08:00.000000Z','person:triage-1','','{"decision":{"close_call":false,"day":"2026-11-20","distance_error_km":10,"distance_km":30,"location":{"mrc_code":"10","municipality_code":"10043","place":"Rimouski","point":[48.5,-68.5],"uncertainty_km":8},"ranking":{"error_km":[10,10,10,10,10,10,10,10],"km":[30,60,80,80,90,100,160,0],"order":[2,4,0,1,6,5,7,3],"why":[0,1,1,1,1,1,1,2]}}}',11,X'62222C39331614601A31FF2574EA7F6AB14CFF803B819DF629A5EC43BDF1A4C6',X'DED5CDDEB0A0E4B4E177C74B857EF743CE796A251252B2061A2D69B964686F1D');
INSERT INTO "events" VALUES(28,'H-000003','K-2','escalated','2026-11-20T14:09:00.000000Z','person:triage-1','','{"told":["company:K-2","advisor:QC-01-03","erac:erac-01","council","advisor:QC-01-04"]}',NULL,X'863E0C9A2658C9B122228D2C09C7FA83EEC764090BF6249D90A1EF82FB5CD8AD',X'14395E8A35979173FB992197A81ECD97820AF524F8AAC516777FE64E295783CE');
INSERT INTO "events" VALUES(29,'H-000011','K-6','corrected','2026-11-20T14:10:00.000000Z','person:triage-1','','{"fields":["postal_code"],"values":{}}',NULL,X'273E0D929652BE93E28625CB539EDD88A2296AEC59D412A88C7D4D9ABCAD1D85',X'720D45D50C74A4A24EE10CD42C8491097EF263976D7C741D3F3A15D93D62428B');
INSERT INTO "events" VALUES(30,'H-000011','K-6','assigned','2026-11-20T14:10:00.000000Z','person:triage-1','','{"decision":{"close_call":false,"day":"2026-11-20","distance_error_km":10,"distance_km":0,"location":{"mrc_code":"62","municipality_code":"62007","place":"Saint-Félix-de-Valois","point":[46.2,-73.4],"uncertainty_km":8},"ranking":{"error_km":[10,10,10,10,10,10,20,10,10,10,20,10,10,10,10,10,10,10,10,10,10],"km":[0,10,10,20,20,30,30,30,30,30,30,40,40,40,50,50,50,60,20,50,70],"order":[12,13,10,7,0,11,9,15,2,16,1,6,5,17,4,3,19,18,8,20,14],"why":[0,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,2,2,2]}}}',1,X'B7A7894D827246597ECAC623EEBDD850FCB68116D75C4B3E532F2CA46A8CBE5D',X'619910D84ED78524CF01041E5517AD2E340CEC8C87AD2973B6413D4D903E97AB');
INSERT INTO "events" VALUES(31,'H-000001','K-1','corrected','2026-11-20T14:11:00.000000Z','person:triage-1','','{"fields":["phone"],"told":["advisor:QC-14-14","erac:erac-14","advisor:QC-14-13"],"values":{}}',NULL,X'B544F91D9DD03FBA3512DCF61CF2BED0D96148046E9EBBFBB41763396B372CA8',X'6826DF33C7F7D95168C5DBA6B09486523D8628236B8FDF801C180A97E5A0B6D7');
INSERT INTO "events" VALUES(32,'H-000003','K-2','erased','2026-11-20T14:12:00.000000Z','person:triage-1','','{"told":["erac:erac-01","council","advisor:QC-01-04","advisor:QC-01-03"]}',NULL,X'',X'BD61BA37177F7563836BDD95CD618AA264165BEF6E8C8240F3E1D1DBA44FC6E6');
INSERT INTO "events" VALUES(33,'H-000017','K-8','closed','2026-11-20T14:13:00.000000Z','person:triage-1','B-kept','{"outcome":"undone","told":["company:K-8","advisor:QC-06-01","erac:erac-06","council"]}',NULL,X'',X'703E5C82C0AEB892E145E1EA3FD832C6B3F9B96CDBEA4CDAE11C14C36F9AA13D');
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
INSERT INTO "handoffs" VALUES(1,'K-1','contacted','14','erac-14','QC-14-14','2026-11-20T14:00:00.000000Z',31);
INSERT INTO "handoffs" VALUES(3,'K-2','escalated','01','erac-01',NULL,'2026-11-20T14:00:00.000000Z',32);
INSERT INTO "handoffs" VALUES(5,'K-3','assigned','03','erac-03','QC-03-03','2026-11-20T14:00:00.000000Z',6);
INSERT INTO "handoffs" VALUES(7,'K-4','assigned','14','erac-14','QC-14-13','2026-11-20T14:00:00.000000Z',8);
INSERT INTO "handoffs" VALUES(9,'K-5','referred',NULL,NULL,NULL,'2026-11-20T14:00:00.000000Z',10);
INSERT INTO "handoffs" VALUES(11,'K-6','assigned','14','erac-14','QC-14-13','2026-11-20T14:00:00.000000Z',30);
INSERT INTO "handoffs" VALUES(13,'K-9','rejected',NULL,NULL,NULL,'2026-11-20T14:00:00.000000Z',14);
INSERT INTO "handoffs" VALUES(15,'K-7','held','06','erac-06',NULL,'2026-11-20T14:00:00.000000Z',16);
INSERT INTO "handoffs" VALUES(17,'K-8','closed','06','erac-06',NULL,'2026-11-20T14:00:00.000000Z',33);
CREATE TABLE involved (
	actor TEXT NOT NULL, 
	opened_seq INTEGER NOT NULL, 
	PRIMARY KEY (actor, opened_seq), 
	FOREIGN KEY(opened_seq) REFERENCES handoffs (opened_seq)
)
 WITHOUT ROWID,
 STRICT

;
INSERT INTO "involved" VALUES('advisor:QC-01-03',3);
INSERT INTO "involved" VALUES('advisor:QC-01-04',3);
INSERT INTO "involved" VALUES('advisor:QC-03-03',5);
INSERT INTO "involved" VALUES('advisor:QC-06-01',17);
INSERT INTO "involved" VALUES('advisor:QC-14-13',1);
INSERT INTO "involved" VALUES('advisor:QC-14-13',7);
INSERT INTO "involved" VALUES('advisor:QC-14-13',11);
INSERT INTO "involved" VALUES('advisor:QC-14-14',1);
INSERT INTO "involved" VALUES('erac:erac-01',3);
INSERT INTO "involved" VALUES('erac:erac-03',5);
INSERT INTO "involved" VALUES('erac:erac-06',15);
INSERT INTO "involved" VALUES('erac:erac-06',17);
INSERT INTO "involved" VALUES('erac:erac-14',1);
INSERT INTO "involved" VALUES('erac:erac-14',7);
INSERT INTO "involved" VALUES('erac:erac-14',11);
INSERT INTO "involved" VALUES('partner:hub-grand-est',9);
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
INSERT INTO "loads" VALUES('QC-01-03',0,27);
INSERT INTO "loads" VALUES('QC-01-04',0,4);
INSERT INTO "loads" VALUES('QC-03-03',1,6);
INSERT INTO "loads" VALUES('QC-06-01',0,18);
INSERT INTO "loads" VALUES('QC-14-13',2,30);
INSERT INTO "loads" VALUES('QC-14-14',1,20);
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
INSERT INTO "notices" VALUES(4,1,'company:K-2','assigned.company','en','cancelled',0,'2026-11-20T14:00:00.000000Z');
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
INSERT INTO "notices" VALUES(10,1,'company:K-5','referred.company','fr','queued',0,'2026-11-20T14:00:00.000000Z');
INSERT INTO "notices" VALUES(10,2,'partner:hub-grand-est','referred.partner','fr','no_address',0,'2026-11-20T14:00:00.000000Z');
INSERT INTO "notices" VALUES(10,3,'council','referred.council','fr','no_address',0,'2026-11-20T14:00:00.000000Z');
INSERT INTO "notices" VALUES(12,1,'company:K-6','held.company','fr','no_address',0,'2026-11-20T14:00:00.000000Z');
INSERT INTO "notices" VALUES(12,2,'council','held.council','fr','no_address',0,'2026-11-20T14:00:00.000000Z');
INSERT INTO "notices" VALUES(14,1,'company:K-9','rejected.company','fr','no_address',0,'2026-11-20T14:00:00.000000Z');
INSERT INTO "notices" VALUES(14,2,'council','rejected.council','fr','no_address',0,'2026-11-20T14:00:00.000000Z');
INSERT INTO "notices" VALUES(16,1,'company:K-7','held.company','fr','queued',0,'2026-11-20T14:00:00.000000Z');
INSERT INTO "notices" VALUES(16,2,'erac:erac-06','held.erac','fr','no_address',0,'2026-11-20T14:00:00.000000Z');
INSERT INTO "notices" VALUES(16,3,'council','held.council','fr','no_address',0,'2026-11-20T14:00:00.000000Z');
INSERT INTO "notices" VALUES(18,1,'company:K-8','assigned.company','fr','cancelled',0,'2026-11-20T14:00:00.000000Z');
INSERT INTO "notices" VALUES(18,2,'advisor:QC-06-01','assigned.advisor','fr','cancelled',0,'2026-11-20T14:00:00.000000Z');
INSERT INTO "notices" VALUES(18,3,'erac:erac-06','assigned.erac','fr','cancelled',0,'2026-11-20T14:00:00.000000Z');
INSERT INTO "notices" VALUES(18,4,'council','assigned.council','fr','cancelled',0,'2026-11-20T14:00:00.000000Z');
INSERT INTO "notices" VALUES(19,1,'advisor:QC-14-13','declined.advisor','fr','queued',0,'2026-11-20T14:02:00.000000Z');
INSERT INTO "notices" VALUES(19,2,'erac:erac-14','declined.erac','fr','no_address',0,'2026-11-20T14:02:00.000000Z');
INSERT INTO "notices" VALUES(19,3,'council','declined.council','fr','no_address',0,'2026-11-20T14:02:00.000000Z');
INSERT INTO "notices" VALUES(20,1,'company:K-1','assigned.company','fr','queued',0,'2026-11-20T14:02:00.000000Z');
INSERT INTO "notices" VALUES(20,2,'advisor:QC-14-14','assigned.advisor','fr','queued',0,'2026-11-20T14:02:00.000000Z');
INSERT INTO "notices" VALUES(20,3,'erac:erac-14','assigned.erac','fr','no_address',0,'2026-11-20T14:02:00.000000Z');
INSERT INTO "notices" VALUES(20,4,'council','assigned.council','fr','no_address',0,'2026-11-20T14:02:00.000000Z');
INSERT INTO "notices" VALUES(21,1,'company:K-1','accepted.company','fr','queued',0,'2026-11-20T14:03:00.000000Z');
INSERT INTO "notices" VALUES(21,2,'erac:erac-14','accepted.erac','fr','no_address',0,'2026-11-20T14:03:00.000000Z');
INSERT INTO "notices" VALUES(21,3,'council','accepted.council','fr','no_address',0,'2026-11-20T14:03:00.000000Z');
INSERT INTO "notices" VALUES(22,1,'erac:erac-14','contacted.erac','fr','no_address',0,'2026-11-20T14:04:00.000000Z');
INSERT INTO "notices" VALUES(22,2,'council','contacted.council','fr','no_address',0,'2026-11-20T14:04:00.000000Z');
INSERT INTO "notices" VALUES(23,1,'company:K-1','closed.company','fr','queued',0,'2026-11-20T14:05:00.000000Z');
INSERT INTO "notices" VALUES(23,2,'advisor:QC-14-14','closed.advisor','fr','queued',0,'2026-11-20T14:05:00.000000Z');
INSERT INTO "notices" VALUES(23,3,'erac:erac-14','closed.erac','fr','no_address',0,'2026-11-20T14:05:00.000000Z');
INSERT INTO "notices" VALUES(23,4,'council','closed.council','fr','no_address',0,'2026-11-20T14:05:00.000000Z');
INSERT INTO "notices" VALUES(23,5,'advisor:QC-14-13','closed.advisor','fr','queued',0,'2026-11-20T14:05:00.000000Z');
INSERT INTO "notices" VALUES(24,1,'company:K-1','reopened.company','fr','queued',0,'2026-11-20T14:06:00.000000Z');
INSERT INTO "notices" VALUES(24,2,'advisor:QC-14-14','reopened.advisor','fr','queued',0,'2026-11-20T14:06:00.000000Z');
INSERT INTO "notices" VALUES(24,3,'erac:erac-14','reopened.erac','fr','no_address',0,'2026-11-20T14:06:00.000000Z');
INSERT INTO "notices" VALUES(24,4,'council','reopened.council','fr','no_address',0,'2026-11-20T14:06:00.000000Z');
INSERT INTO "notices" VALUES(24,5,'advisor:QC-14-13','reopened.advisor','fr','queued',0,'2026-11-20T14:06:00.000000Z');
INSERT INTO "notices" VALUES(27,1,'company:K-2','assigned.company','en','cancelled',0,'2026-11-20T14:09:00.000000Z');
INSERT INTO "notices" VALUES(27,2,'advisor:QC-01-03','reassigned.advisor','fr','queued',0,'2026-11-20T14:09:00.000000Z');
INSERT INTO "notices" VALUES(27,3,'erac:erac-01','reassigned.erac','fr','no_address',0,'2026-11-20T14:09:00.000000Z');
INSERT INTO "notices" VALUES(27,4,'council','reassigned.council','fr','no_address',0,'2026-11-20T14:09:00.000000Z');
INSERT INTO "notices" VALUES(27,5,'advisor:QC-01-04','reassigned.advisor','fr','queued',0,'2026-11-20T14:09:00.000000Z');
INSERT INTO "notices" VALUES(28,1,'company:K-2','escalated.company','en','cancelled',0,'2026-11-20T14:10:00.000000Z');
INSERT INTO "notices" VALUES(28,2,'advisor:QC-01-03','escalated.advisor','fr','queued',0,'2026-11-20T14:10:00.000000Z');
INSERT INTO "notices" VALUES(28,3,'erac:erac-01','escalated.erac','fr','no_address',0,'2026-11-20T14:10:00.000000Z');
INSERT INTO "notices" VALUES(28,4,'council','escalated.council','fr','no_address',0,'2026-11-20T14:10:00.000000Z');
INSERT INTO "notices" VALUES(28,5,'advisor:QC-01-04','escalated.advisor','fr','queued',0,'2026-11-20T14:10:00.000000Z');
INSERT INTO "notices" VALUES(30,1,'company:K-6','assigned.company','fr','no_address',0,'2026-11-20T14:11:00.000000Z');
INSERT INTO "notices" VALUES(30,2,'advisor:QC-14-13','assigned.advisor','fr','queued',0,'2026-11-20T14:11:00.000000Z');
INSERT INTO "notices" VALUES(30,3,'erac:erac-14','assigned.erac','fr','no_address',0,'2026-11-20T14:11:00.000000Z');
INSERT INTO "notices" VALUES(30,4,'council','assigned.council','fr','no_address',0,'2026-11-20T14:11:00.000000Z');
INSERT INTO "notices" VALUES(31,1,'advisor:QC-14-14','corrected.advisor','fr','queued',0,'2026-11-20T14:12:00.000000Z');
INSERT INTO "notices" VALUES(31,2,'erac:erac-14','corrected.erac','fr','no_address',0,'2026-11-20T14:12:00.000000Z');
INSERT INTO "notices" VALUES(31,3,'advisor:QC-14-13','corrected.advisor','fr','queued',0,'2026-11-20T14:12:00.000000Z');
INSERT INTO "notices" VALUES(32,1,'erac:erac-01','erased.erac','fr','no_address',0,'2026-11-20T14:12:00.000000Z');
INSERT INTO "notices" VALUES(32,2,'council','erased.council','fr','no_address',0,'2026-11-20T14:12:00.000000Z');
INSERT INTO "notices" VALUES(32,3,'advisor:QC-01-04','erased.advisor','fr','queued',0,'2026-11-20T14:12:00.000000Z');
INSERT INTO "notices" VALUES(32,4,'advisor:QC-01-03','erased.advisor','fr','queued',0,'2026-11-20T14:12:00.000000Z');
INSERT INTO "notices" VALUES(33,1,'company:K-8','undone.company','fr','cancelled',0,'2026-11-20T14:13:00.000000Z');
INSERT INTO "notices" VALUES(33,2,'advisor:QC-06-01','undone.advisor','fr','cancelled',0,'2026-11-20T14:13:00.000000Z');
INSERT INTO "notices" VALUES(33,3,'erac:erac-06','undone.erac','fr','cancelled',0,'2026-11-20T14:13:00.000000Z');
INSERT INTO "notices" VALUES(33,4,'council','undone.council','fr','cancelled',0,'2026-11-20T14:13:00.000000Z');
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
INSERT INTO "personal" VALUES(5,X'8925B66F4986E33B9C136A190E76710D','{"company":"Atelier (exemple)","email":"k3@atelier.example","postal_code":"G0A 1H0"}');
INSERT INTO "personal" VALUES(6,X'99AFD850405280834B067101DDB4F05F','{"distance_10m":[503,1131,2436,3715,4543,7711,11209,1788],"error_10m":[240,173,240,180,177,180,202,202],"location":{"point":[46.899,-71.137],"postal_code":"G0A 1H0","uncertainty_km":1.7}}');
INSERT INTO "personal" VALUES(7,X'1983E74726ED5C9FB854F231ADBABAB8','{"company":"Serres (exemple)","phone":"450 555-0104","postal_code":"J0K 2M0"}');
INSERT INTO "personal" VALUES(8,X'21BD658883DB7BD57A2BFD2DC22CF2D7','{"distance_10m":[0,1085,1341,1725,2130,2614,2634,2710,2811,3186,3377,3579,3865,4392,4545,4763,5312,5500,1734,4859,6806],"error_10m":[283,290,228,244,256,297,1414,269,290,283,1108,239,206,209,209,202,233,209,219,206,465],"location":{"point":[46.17,-73.427],"postal_code":"J0K 2M0","uncertainty_km":2.0}}');
INSERT INTO "personal" VALUES(9,X'2B57A1886B11C01664E087C5359C6DCD','{"company":"Filature (exemple)","email":"k5@filature.example","markets":["CA-QC"],"postal_code":"67000"}');
INSERT INTO "personal" VALUES(10,X'7035D13E622ADD27A248D66264598DA0','{"location":{"postal_code":"67000","reason":{"text":"67000"}},"reasons":{"1":{"text":"67000"}}}');
INSERT INTO "personal" VALUES(11,X'910FDEE5C29B253DF37F0A0F41C89DE8','{"company":"Moulin (exemple)","postal_code":"H0H 0H0"}');
INSERT INTO "personal" VALUES(12,X'E3D44E1A326983F2CEE77A1432E8656F','{"location":{"postal_code":"H0H 0H0","reason":{"postal_code":"H0H 0H0"}},"reasons":{"0":{"postal_code":"H0H 0H0"}}}');
INSERT INTO "personal" VALUES(13,X'B8759A74F4D1EB75E026A2E8625DABA5','{"company":"Brasserie (exemple)","postal_code":"J0K 2MO"}');
INSERT INTO "personal" VALUES(14,X'9DD02184824F4A3A0CE6B7C006E997B8','{"location":{"reason":{"fault":{"char":"O","text":"J0K 2MO"},"suggestion":"J0K 2M0"},"suggestion":"J0K 2M0","text":"J0K 2MO"},"reasons":{"0":{"fault":{"char":"O","text":"J0K 2MO"},"suggestion":"J0K 2M0"}}}');
INSERT INTO "personal" VALUES(15,X'84BF51BEC70FF538E9F54AAB73D019B3','{"company":"Forge (exemple)","email":"k7@forge.example","postal_code":"H2X 1Y4"}');
INSERT INTO "personal" VALUES(16,X'1E8C55FDB729C43F21E10BA409DEA2EA','{"distance_10m":[104,819,905,505],"error_10m":[42,232,42,58],"location":{"point":[45.5082,-73.5689],"postal_code":"H2X 1Y4","uncertainty_km":0.3}}');
INSERT INTO "personal" VALUES(17,X'F9E76FB7064CEFC41E098518B1038DA5','{"company":"Verrerie (exemple)","email":"k8@verrerie.example","postal_code":"H2X 1Y4","sectors":["IA"]}');
INSERT INTO "personal" VALUES(18,X'0745FE16291225AB7D2C96D8AFF5E734','{"distance_10m":[104,819,905,505],"error_10m":[42,232,42,58],"location":{"point":[45.5082,-73.5689],"postal_code":"H2X 1Y4","uncertainty_km":0.3}}');
INSERT INTO "personal" VALUES(19,X'8A7E073544E950393D6BFD762A6C0531','{"reason":"Trop loin (exemple)"}');
INSERT INTO "personal" VALUES(20,X'F610355D867333B0C1A657A48B9DD071','{"distance_10m":[1085,1341,1725,2130,2614,2634,2710,2811,3186,3377,3579,3865,4392,4545,4763,5312,5500,0,1734,4859,6806],"error_10m":[290,228,244,256,297,1414,269,290,283,1108,239,206,209,209,202,233,209,283,219,206,465],"location":{"point":[46.17,-73.427],"postal_code":"J0K 2M0","uncertainty_km":2.0}}');
INSERT INTO "personal" VALUES(24,X'57B8BB4C6DF17B1995D98F220E26ACB1','{"reason":"On rappelle (exemple)"}');
INSERT INTO "personal" VALUES(25,X'340C734090A94201401AB2A7428133D1','{"reason":"Une note (exemple)"}');
INSERT INTO "personal" VALUES(29,X'DF88BB24D1653DFC5703D0561BA20EF3','{"postal_code":"J0K 2M0"}');
INSERT INTO "personal" VALUES(30,X'3634B5BDD62E8BED6E7CDE27368943F2','{"distance_10m":[0,1085,1341,1725,2130,2614,2634,2710,2811,3186,3377,3579,3865,4392,4545,4763,5312,5500,1734,4859,6806],"error_10m":[283,290,228,244,256,297,1414,269,290,283,1108,239,206,209,209,202,233,209,219,206,465],"location":{"point":[46.17,-73.427],"postal_code":"J0K 2M0","uncertainty_km":2.0}}');
INSERT INTO "personal" VALUES(31,X'48B4952EA089C30DE53B38393B6ABBB3','{"phone":"450 555-0101"}');
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
INSERT INTO "rosters" VALUES('7cb1603abe8eb6444362a99460c5bf0aa534aefa3f8e4c5a536095fed4ff6fb3',X'885526EAB2A4B969BECA2112988A8F28','{"ids":["QC-06-01","QC-06-02","QC-06-03","QC-06-04"],"names":["Conseiller en innovation – Montréal (Ville-Marie) (exemple)","Conseillère en innovation – Montréal (Saint-Laurent) (exemple)","Conseiller en innovation – Montréal (Saint-Léonard) (exemple)","Conseillère en innovation – Montréal (Verdun) (exemple)"],"organizations":["Ville de Montréal (exemple)","Ville de Montréal (exemple)","Ville de Montréal (exemple)","Ville de Montréal (exemple)"]}');
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
INSERT INTO "shared" VALUES(5,X'107B7C8C60311AC18B2B58008FECF1FFF4566E153118B00A381FEEF0C916CE8B','{"decision":{"inputs":{"advisors":"6a9eecf1e1dfc28cbf357dc0c33599ebc7d2d6261719d85184e52bb2ce812320","atlas":"9f298dabde223eb43c91f726b5c3dce4f887096cc56465cb68ed2892cf738371","regions":"fa42912fdbb3820943f0c3d2c1af6ba4cc1569343959bf32de1306f45374dcb8"},"location":{"postal_code":"—","verdict":"outside"},"partnerships":[{"id":"hub-grand-est","name":"Hub Grand Est Transformation Québec","offer":"À Montréal : accueil et suivi des entreprises du Grand Est au Québec et des entreprises du Québec dans le Grand Est.","organizations":["Grand E-Nov+","Région Grand Est"],"source":"Région Grand Est, mai 2023"}],"reasons":[{"code":"routing.referred","params":{"partnership":"Hub Grand Est Transformation Québec"}},{"code":"place.france","params":{"country":"FR","department":"67","text":"—"}}],"status":"referred","version":1},"told":["company","partner:hub-grand-est","council"]}');
INSERT INTO "shared" VALUES(6,X'6326AFD9A50E174F0C221EF52ACE1033B5483245A9D7D072274C3E0A01E5B768','{"decision":{"inputs":{"advisors":"6a9eecf1e1dfc28cbf357dc0c33599ebc7d2d6261719d85184e52bb2ce812320","atlas":"9f298dabde223eb43c91f726b5c3dce4f887096cc56465cb68ed2892cf738371","regions":"fa42912fdbb3820943f0c3d2c1af6ba4cc1569343959bf32de1306f45374dcb8"},"location":{"postal_code":"—","verdict":"unknown"},"reasons":[{"code":"place.reserved","params":{"postal_code":"—"}}],"status":"held","version":1},"told":["company","council"]}');
INSERT INTO "shared" VALUES(7,X'7DC8329EC8F4E3B9F629CB248A4CE23380C988F699DBE05195F125ACDDD614BB','{"decision":{"inputs":{"advisors":"6a9eecf1e1dfc28cbf357dc0c33599ebc7d2d6261719d85184e52bb2ce812320","atlas":"9f298dabde223eb43c91f726b5c3dce4f887096cc56465cb68ed2892cf738371","regions":"fa42912fdbb3820943f0c3d2c1af6ba4cc1569343959bf32de1306f45374dcb8"},"location":{"verdict":"invalid"},"reasons":[{"code":"postal.did_you_mean","params":{"fault":{"code":"postal.digit_expected","params":{"char":"—","position":6,"text":"—"}},"suggestion":"—"}}],"status":"rejected","version":1},"told":["company","council"]}');
INSERT INTO "shared" VALUES(8,X'1C23E8A4F5C1A1DD9B71A23CFC1C1CDA0A3B975804D47CD11B9D4F43452BBEE4','{"decision":{"erac_id":"erac-06","erac_name":"ERAC de Montréal","inputs":{"advisors":"6a9eecf1e1dfc28cbf357dc0c33599ebc7d2d6261719d85184e52bb2ce812320","atlas":"9f298dabde223eb43c91f726b5c3dce4f887096cc56465cb68ed2892cf738371","regions":"fa42912fdbb3820943f0c3d2c1af6ba4cc1569343959bf32de1306f45374dcb8"},"location":{"postal_code":"—","region_code":"06","verdict":"exact"},"ranking":{"eligible":3,"whys":[["routing.nearest"],["routing.farther"],["routing.in_training"]]},"reasons":["request.no_consent"],"region_code":"06","status":"held","version":1},"erac_id":"erac-06","region_code":"06","roster":"7cb1603abe8eb6444362a99460c5bf0aa534aefa3f8e4c5a536095fed4ff6fb3","told":["company","erac:erac-06","council"]}');
INSERT INTO "shared" VALUES(9,X'0A7EBA91A453D13D30209DA61A28E5ADEB72E70AB9989D290EF16BF0BA60E4F8','{"advisor_id":"QC-06-01","decision":{"advisor_id":"QC-06-01","erac_id":"erac-06","erac_name":"ERAC de Montréal","inputs":{"advisors":"6a9eecf1e1dfc28cbf357dc0c33599ebc7d2d6261719d85184e52bb2ce812320","atlas":"9f298dabde223eb43c91f726b5c3dce4f887096cc56465cb68ed2892cf738371","regions":"fa42912fdbb3820943f0c3d2c1af6ba4cc1569343959bf32de1306f45374dcb8"},"location":{"postal_code":"—","region_code":"06","verdict":"exact"},"partnerships":[{"id":"crim-grand-enov","name":"CRIM × Grand E-Nov+","offer":"Maillage, réseautage et recherche de partenaires dans les deux sens; recherche industrielle du CRIM en intelligence artificielle; services de Grand E-Nov+. Grand Montréal d''abord, entreprises de tout le Québec.","organizations":["CRIM","Grand E-Nov+"],"source":"Entente CRIM et Grand E-Nov+, 23 avril 2024"},{"id":"montreal-toulouse","name":"Montréal × Toulouse","offer":"Maillage et échanges : aérospatiale, intelligence artificielle (aérospatiale, santé, données), industries culturelles et créatives, tourisme.","organizations":["Ville de Montréal","CRIAQ","IVADO","Toulouse","IRT Saint-Exupéry"],"source":"Entente Montréal-Toulouse, 2 février 2021"},{"id":"plan-ia-grand-est","name":"Plan IA Grand Est","offer":"Pack IA : courtes missions financées pour 35 entreprises débutantes par an; une quinzaine de projets collaboratifs par an; défis; chaires industrielles; Club IA; programme pour au moins 20 jeunes pousses par an, dont la moitié de l''extérieur de la région; trois écoles d''IA; cours en ligne. 350 M€ sur cinq ans.","organizations":["Région Grand Est","Grand Est 4IA"],"source":"Région Grand Est, Plan IA (document non daté)"}],"ranking":{"eligible":3,"whys":[["routing.nearest"],["routing.farther"],["routing.in_training"]]},"reasons":["routing.nearest"],"region_code":"06","status":"assigned","version":1},"erac_id":"erac-06","region_code":"06","roster":"7cb1603abe8eb6444362a99460c5bf0aa534aefa3f8e4c5a536095fed4ff6fb3","told":["company","advisor:QC-06-01","erac:erac-06","council"]}');
INSERT INTO "shared" VALUES(10,X'7410FF7B099D99B282F8231DAB67422B098C4B09F21D561E47DF7F031193677D','{"advisor_id":"QC-14-14","decision":{"advisor_id":"QC-14-14","erac_id":"erac-14","erac_name":"ERAC de Lanaudière","inputs":{"advisors":"6a9eecf1e1dfc28cbf357dc0c33599ebc7d2d6261719d85184e52bb2ce812320","atlas":"9f298dabde223eb43c91f726b5c3dce4f887096cc56465cb68ed2892cf738371","regions":"fa42912fdbb3820943f0c3d2c1af6ba4cc1569343959bf32de1306f45374dcb8"},"location":{"postal_code":"—","region_code":"14","verdict":"exact"},"ranking":{"eligible":17,"whys":[["routing.nearest"],["routing.farther"],["routing.declined"],["routing.in_training"]]},"reasons":["routing.nearest"],"region_code":"14","status":"assigned","version":1},"erac_id":"erac-14","region_code":"14","roster":"043f0944c7cc6bfa379821a2a4a1345bda42faf120943fd5284f4f46ef0fb10d","told":["company","advisor:QC-14-14","erac:erac-14","council"]}');
INSERT INTO "shared" VALUES(11,X'D7C0AF914410E121D570D043F9BD87C277A4318492A87640470774BCF1E1F2F7','{"advisor_id":"QC-01-03","decision":{"advisor_id":"QC-01-03","erac_id":"erac-01","erac_name":"ERAC du Bas-Saint-Laurent","inputs":{"advisors":"6a9eecf1e1dfc28cbf357dc0c33599ebc7d2d6261719d85184e52bb2ce812320","atlas":"9f298dabde223eb43c91f726b5c3dce4f887096cc56465cb68ed2892cf738371","regions":"fa42912fdbb3820943f0c3d2c1af6ba4cc1569343959bf32de1306f45374dcb8"},"location":{"postal_code":"—","region_code":"01","verdict":"exact"},"ranking":{"eligible":7,"whys":[["routing.nearest"],["routing.farther"],["routing.declined"]]},"reasons":["routing.nearest"],"region_code":"01","status":"assigned","version":1},"erac_id":"erac-01","region_code":"01","roster":"e440a471b33ee300b53a8e8f59c4e0785c215229420f197e3634b753721317d3","told":["company","advisor:QC-01-03","erac:erac-01","council","advisor:QC-01-04"]}');
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
