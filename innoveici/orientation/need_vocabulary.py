"""What people write when they ask for a kind of help, stand at a stage, or ask for something that is no innovation.

Words and phrases, French and English, folded (no accents, no case), compared by their stems. A phrase says more than a
word. What a need is about, its themes, stands in the catalogue's ``themes.csv``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from innoveici.catalogue.vocabulary import Help, Stage

Asked = Literal["money", "partner", "student", "advice", "lab", "abroad", "premises", "protection"]
"""What is asked for, as people see it: what kinds of help that is, ``HELPS_OF`` says."""

ASKED: Mapping[Asked | Help, str] = {
    "grant": (
        "subvention|subventions|subvensions|contribution|aide financiere|fonds perdu|grant|grants|subsidy|"
        "funding program|non repayable|cofinancer|programme d'aide"
    ),
    "loan": "pret|prets|emprunt|emprunter|garantie de pret|credit rotatif|loan|loans|lend|borrow|=financing",
    "equity": (
        "capital de risque|capital-risque|investisseur|investisseurs|ange|anges financiers|equite|ronde|"
        "venture capital|investor|investors|angel|seed round|equity|levee de fonds"
    ),
    "tax_credit": "credit d'impot|credits d'impot|credit impot|rsde|rs de|tax credit|sred|sr ed|credit pour",
    "money": (
        "financement|financer|financiere|argent|pas d'argent|sous|cash|budget|couts du projet|money|fund|funds|"
        "funding|finance|programme|program|programs|programmes|payer une partie|aide pour acheter"
    ),
    "partner": (
        "partenaire|partenaires|partenaires prets|partners ready|partenariat|collaborer|collaboration|"
        "consortium|maillage|maille|universite|chercheur|chercheurs|centre de recherche|partner|partners|"
        "partnership|collaborate|university|researcher|researchers|research centre|research center|academic"
    ),
    "student": (
        "=etudiant|=etudiante|=etudiants|=stagiaire|=stagiaires|=finissant|=finissante|=diplome|=diplomes|"
        "jeune diplome|"
        "=embaucher|=embauche|=embauchons|=engager|=salaire|=salariale|subvention salariale|postdoc|postdoctorant|"
        "=maitrise|doctorant|doctorat|student|students|intern|interns|internship|graduate|wage subsidy|hire|"
        "hiring|phd"
    ),
    "training": (
        "formation|former|formations|cours|atelier de formation|apprendre|montee en competences|mooc|ecole|"
        "training|train our|course|courses|workshop|learn|upskill"
    ),
    "advice": (
        "conseil|conseiller|conseillere|accompagnement|accompagner|mentor|mentorat|coaching|guider|"
        "par ou commencer|diagnostic|advisor|adviser|advice|coach|guidance|where to start"
    ),
    "lab": (
        "essai|essais|tester|tests|test|banc d'essai|laboratoire|labo|laboratoires|equipement de pointe|"
        "mesurer|caracteriser|analyse en laboratoire|mise a l'echelle|usine pilote|pilote|valider|validation|"
        "expertise|testing|trial|trials|lab|laboratory|pilot|pilot plant|measure|validate|scale up|wear tests|"
        "qui peut faire des essais|certifier|certification|homologation|normes"
    ),
    "incubation": (
        "incubateur|incubation|accelerateur|accelerer notre jeune|incubator|accelerator|"
        "demarrer une entreprise|partir une compagnie|partir une business|lancer ma compagnie|startup program"
    ),
    "premises": (
        "local|locaux|paillasse|paillasses|salle blanche|bureau a louer|espace de travail|terrain|"
        "parc industriel|batiment industriel|wet lab|lab space|clean room|bench|premises|industrial land"
    ),
    "network": (
        "reseau|reseauter|rencontrer|evenement|clients potentiels|acheteur|acheteurs|qui achete|fournisseur|"
        "network|networking|meet|buyers|suppliers|introductions|grappe|cluster"
    ),
    "abroad": (
        "exporter|exportation|export|exportations|etranger|etats-unis|usa|americain|marche americain|europe|"
        "international|tarifs|douanes|mission commerciale|abroad|overseas|exporting|exports|tariffs|us market|"
        "foreign market|trade mission|new markets|mexique|asie|ontario"
    ),
    "protection": (
        "brevet|brevets|breveter|marque de commerce|propriete intellectuelle|patent|patents|trademark|"
        "intellectual property|copier notre|secret commercial|protect our idea|protect my invention"
    ),
}
"""By what is asked, its words; parted by ``|``."""

HELPS_OF: Mapping[Asked | Help, tuple[Help, ...]] = {
    "grant": ("grant", "tax_credit"),
    "loan": ("loan",),
    "equity": ("equity",),
    "tax_credit": ("tax_credit",),
    "money": ("grant", "loan", "tax_credit", "funding", "equity"),
    "partner": ("research", "network"),
    "training": ("training",),
    "advice": ("guidance",),
    "lab": ("expertise", "research"),
    "incubation": ("incubation",),
    "premises": ("incubation", "expertise"),
    "network": ("network",),
    "abroad": ("network", "guidance", "grant"),
    "protection": ("guidance", "expertise"),
}

STAGES_SAID: Mapping[Stage, str] = {
    "idea": (
        "idee|une idee|idees|penser a|on pense a|on jongle|explorer|etudier la possibilite|"
        "etude de faisabilite|faisabilite|par ou commencer|partir|demarrer|demarrage|lancer ma|lancer mon|"
        "planifier|plan|diagnostic|audit|idea|thinking of|explore|feasibility|where to start|start a business|"
        "starting up|roadmap"
    ),
    "rd": (
        "recherche|r-d|rd|developper|developpement|recherche et developpement|mettre au point|inventer|"
        "nouveau produit|nouveau procede|ameliorer le procede|chercheur|universite|etudier|formulation|develop|"
        "development|research|r&d|new product|new process|researcher|invent"
    ),
    "prototype": (
        "prototype|prototypage|tester|essai|essais|valider|validation|banc d'essai|preuve de concept|"
        "demonstration|demo|pilote|prototyping|protoype|test|trials|validate|proof of concept|pilot|"
        "demonstrate|field trials"
    ),
    "adoption": (
        "acheter|acheter une machine|installer|implanter|implantation|automatiser|robotiser|numeriser|"
        "moderniser|modernisation|remplacer|reduire|reduire nos|equipement|integrer|optimiser|"
        "ameliorer la productivite|productivite|mettre en place|passer a|buy|install|implement|automate|"
        "digitize|modernize|replace|cut|reduce|upgrade|equipment|adopt|roll out|optimize|lower our"
    ),
    "commercialization": (
        "commercialiser|commercialisation|vendre|mise en marche|premier client|clients|acheteur|qui achete|"
        "marche|lancement|vitrine|sell|sales|market|launch|first customer|customers|buyers|commercialize|"
        "go to market|go-to-market"
    ),
    "growth": (
        "croissance|croitre|grandir|agrandir|expansion|acquisition|releve|racheter|financer la croissance|"
        "doubler|grow|growth|scale|expand|acquire|succession|takeover"
    ),
    "export": (
        "exporter|exportation|export|etranger|etats-unis|usa|marche americain|europe|international|tarifs|"
        "exporting|abroad|overseas|us market|tariffs"
    ),
}
"""By stage, its words."""

NO_INNOVATION = (
    "gardienne|garderie pour mes enfants|permis de travail|work permit|visa|immigration|depanneur|"
    "convenience store|acheter un restaurant|restaurant franchise|franchise|four a pizza|pizza oven|"
    "salon de coiffure|hair salon|nail salon|taxi|uber|assurance|insurance|bail commercial|lease dispute|loyer|"
    "rent|divorce|proces|lawsuit|avocat|lawyer|impots en retard|declaration de revenus|tax return|"
    "faire mes impots|teneur de livres|bookkeeping|comptable|accountant|payer mes dettes|dettes|debts|faillite|"
    "bankruptcy|chomage|employment insurance|congedier|fire an employee|conge de maternite|maternity leave|"
    "deneigement|menage|cleaning lady|peinturer le bureau|repaint|toilettes|immatriculer|"
    "registre des entreprises|register my business|numero de tps|gst number|permis d'alcool|liquor licence|"
    "permis de construction|building permit|zonage|zoning|nids de poule|passeport|passport|emploi|un emploi|"
    "find a job|carte d'affaires|business cards|enseigne|cv|curriculum|hypotheque|mortgage|loto|revente|bar|"
    "tatouage|lave-auto|car wash|entretien menager|chaises de bureau|mobilier de bureau|office furniture|"
    "climatiseur pour le bureau"
)
"""What no innovation is, unless the need tells of one beside it."""

INNOVATES = (
    "innover|innovation|innovant|innovante|nouveau procede|prototype|developper|recherche|r-d|automatiser|"
    "robotiser|automatisation|intelligence artificielle|ia|ai|technologie|technologique|brevet|invention|"
    "capteur|logiciel|numerique|innovate|innovative|develop|research|automate|technology|patent|sensor|"
    "software|new product|recette nouvelle|tester"
)
"""What tells of one."""

VAGUE = (
    "innover|innovation|innovant|projet|idee|aide|help|grants|grant|subvention|financement|conseiller|conseil|"
    "advisor|ameliorer|changer|croissance|croitre|developper|innovate|idea|funding|improve|grow|advice|"
    "information|informations|info|programme|program|different|mieux|couts|argent|cout"
)
"""Words that alone do not say what a need is about."""
