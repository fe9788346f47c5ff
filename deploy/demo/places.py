"""The territories of the demo: the official regions, split where the legal time differs."""

TORONTO = "America/Toronto"
HALIFAX = "America/Halifax"
BLANC_SABLON = "America/Blanc-Sablon"

# id, French, English, zone, neighbours in the order in which they are asked.
TERRITORIES = [
    ("01", "Bas-Saint-Laurent", "Bas-Saint-Laurent", TORONTO,
     ["11-gaspesie", "12", "03", "11-listuguj", "09-ouest"]),
    ("02", "Saguenay–Lac-Saint-Jean", "Saguenay–Lac-Saint-Jean", TORONTO,
     ["03", "09-ouest", "04", "10"]),
    ("03", "Capitale-Nationale", "Capitale-Nationale (Québec City)", TORONTO,
     ["12", "04", "02", "01"]),
    ("04", "Mauricie", "Mauricie", TORONTO, ["17", "03", "14", "02", "10"]),
    ("05", "Estrie", "Estrie", TORONTO, ["16", "17", "12"]),
    ("06", "Montréal", "Montréal", TORONTO, ["13", "16", "14", "15"]),
    ("07", "Outaouais", "Outaouais", TORONTO, ["15", "08"]),
    ("08", "Abitibi-Témiscamingue", "Abitibi-Témiscamingue", TORONTO, ["10", "07", "04", "15"]),
    ("09-ouest", "Côte-Nord (de Tadoussac à Natashquan)", "Côte-Nord (Tadoussac to Natashquan)",
     TORONTO, ["02", "01", "11-gaspesie", "09-basse-cote-nord"]),
    ("09-basse-cote-nord", "Basse-Côte-Nord (de Kegaska à Blanc-Sablon)",
     "Lower North Shore (Kegaska to Blanc-Sablon)", BLANC_SABLON,
     ["09-ouest", "11-gaspesie", "11-iles"]),
    ("10", "Nord-du-Québec", "Nord-du-Québec", TORONTO, ["08", "02", "04", "09-ouest"]),
    ("11-gaspesie", "Gaspésie", "Gaspésie", TORONTO, ["11-listuguj", "01", "11-iles", "09-ouest"]),
    ("11-listuguj", "Listuguj", "Listuguj", HALIFAX, ["11-gaspesie", "01"]),
    ("11-iles", "Îles-de-la-Madeleine", "Magdalen Islands", HALIFAX,
     ["11-gaspesie", "11-listuguj", "01"]),
    ("12", "Chaudière-Appalaches", "Chaudière-Appalaches", TORONTO, ["03", "17", "05", "01"]),
    ("13", "Laval", "Laval", TORONTO, ["06", "15", "14", "16"]),
    ("14", "Lanaudière", "Lanaudière", TORONTO, ["15", "13", "06", "04", "16"]),
    ("15", "Laurentides", "Laurentides", TORONTO, ["13", "14", "06", "07", "08"]),
    ("16", "Montérégie", "Montérégie", TORONTO, ["06", "05", "17", "13"]),
    ("17", "Centre-du-Québec", "Centre-du-Québec", TORONTO, ["04", "05", "12", "16"]),
]

METRO = ["06", "13", "14", "15", "16"]
HEART = ["03", "12", "04", "17", "05", "02", "01"]
WIDE = ["07", "08", "10", "09-ouest", "09-basse-cote-nord", "11-gaspesie"]
ISLES = ["11-iles", "11-listuguj"]
