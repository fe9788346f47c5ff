"""What shows each rule of matching in the demo: houses that differ, and what a need demands."""

from places import HEART, METRO

# Houses that show one rule of matching each; they stand behind the others of their sector.
# id, name, sector, territories, place, what is special about it.
SPECIAL = [
    ("oree", "Maison de l’Orée", "shelter", METRO, "15",
     {"serves": ["adults"], "cannotReceive": ["substance_use"],
      "agreement": {"sectors": ["shelter"], "territories": METRO,
                    "acknowledgeWithinMs": 45000}}),
    ("ourse", "Maison de la Grande Ourse", "shelter", METRO, "16",
     {"indigenous": True, "serves": ["adults"]}),
    ("toit-des-possibles", "Le Toit des Possibles", "shelter", METRO + HEART, "13",
     {"serves": ["minors"]}),
    ("vigie", "Centre de crise La Vigie", "crisis", METRO, "06",
     {"membership": [{"state": "applied", "from": "2025-01-15T05:00:00Z"},
                     {"state": "admitted", "from": "2025-03-01T05:00:00Z"},
                     {"state": "suspended", "from": "2026-10-01T04:00:00Z"}]}),
]
# What the other organizations say of themselves.
SAID = {
    "maison-fanal": {"serves": ["adults"], "cannotReceive": ["pets"]},
    "escale-tilleuls": {"serves": ["adults"]},
    "quatre-vents": {"indigenous": True}, "aurore": {"indigenous": True},
    "jeunesse-verger": {"serves": ["minors"]}, "jeunesse-rapides": {"serves": ["minors"]},
    "jeunesse-greve": {"serves": ["minors"]},
}

# What whoever meets a need must hold, or is better for holding.
DEMANDS = {
    "police_protection": [{"credential": "trafficking_training"},
                          {"credential": "organized_crime_unit", "required": True,
                           "when": ["organized_crime"]}],
    "immediate_care": [{"credential": "sexual_assault_care", "when": ["sexual_violence"]}],
    "immigration_defence": [{"credential": "immigration_law", "required": True}],
    "interpretation": [{"credential": "vetted_interpreter", "required": True}],
}
