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
INSERT INTO "events" VALUES(2,'H-000001','K-1','assigned','2026-11-20T14:00:00.000000Z','system','','{"decision":{"close_call":false,"day":"2026-11-20","distance_error_km":10,"distance_km":0,"location":{"mrc_code":"62","municipality_code":"62007","place":"Saint-Félix-de-Valois","point":[46.2,-73.4],"uncertainty_km":8},"ranking":{"error_km":[10,10,10,10,10,10,20,10,10,10,20,10,10,10,10,10,10,10,10,10,10],"km":[0,10,10,20,20,30,30,30,30,30,30,40,40,40,50,50,50,60,20,50,70],"order":[12,13,10,7,0,11,9,15,2,16,1,6,5,17,4,3,19,18,8,20,14],"why":[0,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,2,2,2]}}}',1,X'96BEB8D5907E34863FAFF31A215FF0B99763C9B314D296F3BD5E222E4ED24255',X'7CB42D3BEE5C6B5F1D5F60DF3E9DEDBE6E30656CDDE2A153BA3B53387CB2F779');
INSERT INTO "events" VALUES(3,'H-000003','K-2','received','2026-11-20T14:00:00.000000Z','system','','{"consent":null,"country":"CA","language":"en","received_at":null,"scale":"standard"}',NULL,X'EED9C1C6CCADC56E92FE2A0AEA98C64791FDCFA3BE0B7AD582D31DE41AE7A3A4',X'B669F53EBB9D52BCB66F457DEAAD4D0641D5D9A093BC833C63845FFA2427DB33');
INSERT INTO "events" VALUES(4,'H-000003','K-2','assigned','2026-11-20T14:00:00.000000Z','system','','{"decision":{"close_call":false,"day":"2026-11-20","distance_error_km":10,"distance_km":0,"location":{"mrc_code":"10","municipality_code":"10043","place":"Rimouski","point":[48.5,-68.5],"uncertainty_km":8},"ranking":{"error_km":[10,10,10,10,10,10,10,10],"km":[0,30,60,80,80,90,100,160],"order":[3,2,4,0,1,6,5,7],"why":[0,1,1,1,1,1,1,1]}}}',2,X'C4E6B6997095888F50EBEE7D0354DC71CFF25B056C6692811577CD7CB86B6903',X'082F7F01608CAF729A0F61EF2B75E228D2E3EBD55181345EFDB3E841E3016BCC');
INSERT INTO "events" VALUES(5,'H-000005','K-5','received','2026-11-20T14:00:00.000000Z','system','','{"consent":null,"country":"FR","language":"fr","received_at":null,"scale":"standard"}',NULL,X'29EB51858190CFEC055E68C24230312819DF2BC72A173DE7C06CBD568A58A1A9',X'9EB6B66352FD4A0A659918A451E4393095433A2133D40EA1D6A3E4522B3681B6');
INSERT INTO "events" VALUES(6,'H-000005','K-5','referred','2026-11-20T14:00:00.000000Z','system','','{"decision":{"close_call":false,"day":"2026-11-20","location":{"country":"FR","reason":{"code":"place.france","params":{"country":"FR","department":"67","text":"—"}}}}}',3,X'29804144FA44824049FE0A3C385DAC96170AE8B5C5AFD7333B3CF34FA0D89B7E',X'C4F89A50FE034512C63D935AD0F00A882D21AF1EB79B6605A2A4105D9E2AD458');
INSERT INTO "events" VALUES(7,'H-000005','K-5','handed_over','2026-11-20T14:01:00.000000Z','person:triage-1','','{"told":["company:K-5","council"]}',NULL,X'',X'28E9770D9C3472C87ED5CF069578C292CDD28A8333463594E8D2A8B0A784E76C');
INSERT INTO "events" VALUES(8,'H-000001','K-1','oriented','2026-11-20T14:02:00.000000Z','person:triage-1','','{"catalogue":"94fd561ca8a6a2fb41ab39dd3a1acf65e9b4906c1b54706b4661672487ed2e71","entries":[{"fit":"fits","id":"centre-fromager","kind":"organization","name_en":"Cheese centre (sample)","name_fr":"Centre fromager (exemple)","url":"https://centre-fromager.example/"},{"fit":"fits_if","id":"aide-automate","kind":"program","name_en":"Automation grant (sample)","name_fr":"Aide à l''automatisation (exemple)","url":"https://aide.example/"}],"told":["company:K-1","erac:erac-14","council"]}',NULL,X'8C8A5A903DC87105DDAE11F8E3984B57135C29076505D376AB0FAD824A395E1A',X'CBAC74FA2417B68224874ADA65714B2AE52517463CE75E0A32B69F2FF122AA8F');
INSERT INTO "events" VALUES(9,'H-000003','K-2','accepted','2026-11-20T14:03:00.000000Z','person:triage-1','','{"told":["company:K-2","erac:erac-01","council"]}',NULL,X'',X'D195F686E45808E3F3AA5929EFD61B66C6D9DFDD5ECA9B3FBD3FBC455F9FBBFE');
INSERT INTO "events" VALUES(10,'H-000003','K-2','closed','2026-11-20T14:04:00.000000Z','person:triage-1','','{"catalogue":"94fd561ca8a6a2fb41ab39dd3a1acf65e9b4906c1b54706b4661672487ed2e71","entries":[{"fit":"does_not","id":"guichet","kind":"organization","name_en":"Front desk (sample)","name_fr":"Guichet (exemple)","url":""}],"outcome":"referred","told":["company:K-2","advisor:QC-01-04","erac:erac-01","council"]}',NULL,X'',X'DF526011D1707380E884D398B81F1C348403CD8645FFDC8A8D027BF823607A45');
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
INSERT INTO "handoffs" VALUES(1,'K-1','assigned','14','erac-14','QC-14-13','2026-11-20T14:00:00.000000Z',8);
INSERT INTO "handoffs" VALUES(3,'K-2','closed','01','erac-01','QC-01-04','2026-11-20T14:00:00.000000Z',10);
INSERT INTO "handoffs" VALUES(5,'K-5','referred',NULL,NULL,NULL,'2026-11-20T14:00:00.000000Z',7);
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
INSERT INTO "involved" VALUES('advisor:QC-14-13',1);
INSERT INTO "involved" VALUES('erac:erac-01',3);
INSERT INTO "involved" VALUES('erac:erac-14',1);
INSERT INTO "involved" VALUES('partner:hub-grand-est',5);
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
INSERT INTO "loads" VALUES('QC-01-04',0,4);
INSERT INTO "loads" VALUES('QC-14-13',1,2);
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
INSERT INTO "notices" VALUES(6,1,'company:K-5','referred.company','fr','queued',0,'2026-11-20T14:00:00.000000Z');
INSERT INTO "notices" VALUES(6,2,'partner:hub-grand-est','referred.partner','fr','no_address',0,'2026-11-20T14:00:00.000000Z');
INSERT INTO "notices" VALUES(6,3,'council','referred.council','fr','no_address',0,'2026-11-20T14:00:00.000000Z');
INSERT INTO "notices" VALUES(7,1,'company:K-5','handed_over.company','fr','queued',0,'2026-11-20T14:02:00.000000Z');
INSERT INTO "notices" VALUES(7,2,'council','handed_over.council','fr','no_address',0,'2026-11-20T14:02:00.000000Z');
INSERT INTO "notices" VALUES(8,1,'company:K-1','oriented.company','fr','queued',0,'2026-11-20T14:03:00.000000Z');
INSERT INTO "notices" VALUES(8,2,'erac:erac-14','oriented.erac','fr','no_address',0,'2026-11-20T14:03:00.000000Z');
INSERT INTO "notices" VALUES(8,3,'council','oriented.council','fr','no_address',0,'2026-11-20T14:03:00.000000Z');
INSERT INTO "notices" VALUES(9,1,'company:K-2','accepted.company','en','queued',0,'2026-11-20T14:04:00.000000Z');
INSERT INTO "notices" VALUES(9,2,'erac:erac-01','accepted.erac','fr','no_address',0,'2026-11-20T14:04:00.000000Z');
INSERT INTO "notices" VALUES(9,3,'council','accepted.council','fr','no_address',0,'2026-11-20T14:04:00.000000Z');
INSERT INTO "notices" VALUES(10,1,'company:K-2','closed.company','en','queued',0,'2026-11-20T14:05:00.000000Z');
INSERT INTO "notices" VALUES(10,2,'advisor:QC-01-04','closed.advisor','fr','queued',0,'2026-11-20T14:05:00.000000Z');
INSERT INTO "notices" VALUES(10,3,'erac:erac-01','closed.erac','fr','no_address',0,'2026-11-20T14:05:00.000000Z');
INSERT INTO "notices" VALUES(10,4,'council','closed.council','fr','no_address',0,'2026-11-20T14:05:00.000000Z');
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
INSERT INTO "personal" VALUES(5,X'8C3BDB0B1D3C47DFB5117A1B2D6F3718','{"company":"Filature (exemple)","email":"k5@filature.example","markets":["CA-QC"],"postal_code":"67000"}');
INSERT INTO "personal" VALUES(6,X'7EAE251D6EEBCA65D5405B3FFB4D2A96','{"location":{"postal_code":"67000","reason":{"text":"67000"}},"reasons":{"1":{"text":"67000"}}}');
INSERT INTO "personal" VALUES(8,X'754A51A1469ECC00103F18F12EEC3BAD','{"reason":"Après l''appel (exemple)"}');
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
CREATE TABLE shared (
	id INTEGER NOT NULL, 
	digest BLOB NOT NULL, 
	body TEXT NOT NULL, 
	PRIMARY KEY (id)
)
 STRICT

;
INSERT INTO "shared" VALUES(1,X'4F57E5C7F937DCBE610A64DDAED445CCE7057E172C37EFAFDC11B32523430A71','{"advisor_id":"QC-14-13","decision":{"advisor_id":"QC-14-13","erac_id":"erac-14","erac_name":"ERAC de Lanaudière","inputs":{"advisors":"6a9eecf1e1dfc28cbf357dc0c33599ebc7d2d6261719d85184e52bb2ce812320","atlas":"9f298dabde223eb43c91f726b5c3dce4f887096cc56465cb68ed2892cf738371","regions":"e3f84bb5af3155136f78b4f149432cc8f829becf4a0dbea6e0c1cc57d2abb4a7"},"location":{"postal_code":"—","region_code":"14","verdict":"exact"},"ranking":{"eligible":18,"whys":[["routing.nearest"],["routing.farther"],["routing.in_training"]]},"reasons":["routing.nearest"],"region_code":"14","status":"assigned","version":1},"erac_id":"erac-14","region_code":"14","roster":"043f0944c7cc6bfa379821a2a4a1345bda42faf120943fd5284f4f46ef0fb10d","told":["company","advisor:QC-14-13","erac:erac-14","council"]}');
INSERT INTO "shared" VALUES(2,X'9BA566CEFB1AC8F3DB8CDACD361507AE965695A4BB79CBB09FE871C126C9E849','{"advisor_id":"QC-01-04","decision":{"advisor_id":"QC-01-04","erac_id":"erac-01","erac_name":"ERAC du Bas-Saint-Laurent","inputs":{"advisors":"6a9eecf1e1dfc28cbf357dc0c33599ebc7d2d6261719d85184e52bb2ce812320","atlas":"9f298dabde223eb43c91f726b5c3dce4f887096cc56465cb68ed2892cf738371","regions":"e3f84bb5af3155136f78b4f149432cc8f829becf4a0dbea6e0c1cc57d2abb4a7"},"location":{"postal_code":"—","region_code":"01","verdict":"exact"},"ranking":{"eligible":8,"whys":[["routing.nearest"],["routing.farther"]]},"reasons":["routing.nearest"],"region_code":"01","status":"assigned","version":1},"erac_id":"erac-01","region_code":"01","roster":"e440a471b33ee300b53a8e8f59c4e0785c215229420f197e3634b753721317d3","told":["company","advisor:QC-01-04","erac:erac-01","council"]}');
INSERT INTO "shared" VALUES(3,X'D5A4C29C495859CAE7753D8AF418D2D36EE0FF46114CF63BC164AD403846CC16','{"decision":{"inputs":{"advisors":"6a9eecf1e1dfc28cbf357dc0c33599ebc7d2d6261719d85184e52bb2ce812320","atlas":"9f298dabde223eb43c91f726b5c3dce4f887096cc56465cb68ed2892cf738371","regions":"e3f84bb5af3155136f78b4f149432cc8f829becf4a0dbea6e0c1cc57d2abb4a7"},"location":{"postal_code":"—","verdict":"outside"},"partnerships":[{"id":"hub-grand-est","name":"Hub Grand Est Transformation Québec","offer":"À Montréal : accueil et suivi des entreprises du Grand Est au Québec et des entreprises du Québec dans le Grand Est.","organizations":["Grand E-Nov+","Région Grand Est"],"source":"Région Grand Est, mai 2023"}],"reasons":[{"code":"routing.referred","params":{"partnership":"Hub Grand Est Transformation Québec"}},{"code":"place.france","params":{"country":"FR","department":"67","text":"—"}}],"status":"referred","version":1},"told":["company","partner:hub-grand-est","council"]}');
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
