"""How the demo's coalition is made: committees, what is asked of members, who speaks for them, and
within how long after first contact something must be so."""

COMMITTEES = [
    {"id": "clinique", "nameFr": "Comité clinique", "nameEn": "Clinical committee",
     "members": ["coordination-1", "hopital-clairiere-1", "boussole-1", "jeunesse-verger-1"],
     "chair": "hopital-clairiere-1", "scopes": ["case_review"]},
    {"id": "coordination", "nameFr": "Comité de coordination", "nameEn": "Coordination committee",
     "members": ["coordination-1", "coordination-2", "maison-fanal-1", "parvis-1"],
     "chair": "coordination-1", "scopes": ["membership", "restricted_listings"]},
    {"id": "renseignements-personnels", "nameFr": "Comité des renseignements personnels",
     "nameEn": "Personal information committee", "members": ["demo-privacy", "coordination-2"],
     "chair": "demo-privacy", "scopes": ["privacy"]},
]

CRITERIA = [
    {"id": "mission", "nameFr": "Une mission qui s’accorde avec celle de la coalition",
     "nameEn": "A mission in keeping with the coalition’s"},
    {"id": "charte", "nameFr": "La charte de la coalition est signée",
     "nameEn": "The coalition’s charter is signed"},
    {"id": "formation", "nameFr": "Deux personnes formées, au moins",
     "nameEn": "Two trained people, at least"},
    {"id": "confidentialite", "nameFr": "L’entente de confidentialité est signée",
     "nameEn": "The confidentiality agreement is signed"},
]

# Minutes after first contact.
MILESTONES = {"first_acceptance": 5, "mandatory_covered": 15, "pivot_named": 60, "safe_place": 240,
              "legal_contact": 240, "social_contact": 240, "review_24h": 1440, "review_48h": 2880,
              "handed_over": 4320}

# Limits in time, in the coalition's words. Here they are examples: the clinical committee and a
# lawyer say what really stands.
CLOCKS = [
    {"id": "soins-apres-violence", "circumstance": "sexual_violence", "withinHours": 72,
     "warnHours": 60, "source": "Exemple de démonstration",
     "wordsFr": "Soins qui doivent être décidés avec une clinique",
     "wordsEn": "Care to be decided with a clinic"},
    {"id": "permis-sejour-temporaire", "withinHours": 4320, "warnHours": 720, "ofStatus": True,
     "source": "Exemple de démonstration", "wordsFr": "Permis de séjour temporaire (180 jours)",
     "wordsEn": "Temporary resident permit (180 days)"},
]

PAID, PAST = "2027-04-01T04:00:00Z", "2026-04-01T04:00:00Z"
BEHIND = ("vigie", "lampe")  # with their dues
UNMET = {"vigie": ["formation", "confidentialite"]}


def add_standing(organizations, people):
    """Whoever comes first of an organization speaks for it."""
    first = {}
    for person in people:
        first.setdefault(person["organization"], person["id"])
    for organization in organizations:
        identity = organization["id"]
        organization["representative"] = first[identity]
        organization["criteriaMet"] = [criterion["id"] for criterion in CRITERIA
                                       if criterion["id"] not in UNMET.get(identity, [])]
        organization["duesPaidUntil"] = PAST if identity in BEHIND else PAID


def milestones():
    return [{"milestone": name, "withinMinutes": minutes} for name, minutes in MILESTONES.items()]
