#!/usr/bin/env python3
"""Makes deploy/demo/directory.json: territories, invented organizations and people, rosters,
ladders, rules and packages of the demo, as one relais.v1.DirectoryFile in protobuf's JSON mapping.

Everything but the territories is invented; telephones are numbers kept for fiction (555-01xx).
The output depends on nothing but the four files here, so that a test can compare the two.

    python3 make_directory.py > directory.json      write it
    python3 make_directory.py --check               exit 1 when directory.json differs
"""

import json
import pathlib
import sys

sys.dont_write_bytecode = True  # a test runs this in the source tree

from coalition import CLOCKS, COMMITTEES, CRITERIA, add_standing, milestones  # noqa: E402
from places import HEART, ISLES, METRO, TERRITORIES, TORONTO, WIDE  # noqa: E402
from shown import DEMANDS, SAID, SPECIAL  # noqa: E402

MONDAY = "2020-01-06"  # turn 0 of every rotation; long past, so that any drill date is covered
EIGHT = 8 * 60
TWENTY = 20 * 60
# The one hole of the demo: nobody for shelter on the islands, 02:11:23 to 02:48:23 there.
GAP = ("2026-12-04T06:11:23Z", "2026-12-04T06:48:23Z")

# sector → (id, name, [(roster suffix, territories, zone)])
ORGANIZATIONS = {
    "police": [
        ("police-grand-detour", "Police du Grand-Détour, équipe de protection", [("", METRO)]),
        ("police-trois-caps", "Police des Trois-Caps, équipe de protection", [("", HEART)]),
        ("police-hautes-terres", "Police des Hautes-Terres, équipe de protection",
         [("", WIDE + ISLES)]),
    ],
    "health": [
        ("hopital-clairiere", "Hôpital de la Clairière, accueil jour et nuit", [("", METRO)]),
        ("clinique-ruisseau", "Clinique mobile du Ruisseau", [("", HEART)]),
        ("sante-epinettes", "Centre de santé des Épinettes", [("", WIDE), ("-iles", ISLES)]),
    ],
    "shelter": [
        ("maison-fanal", "Maison du Fanal", [("", METRO)]),
        ("escale-tilleuls", "L’Escale des Tilleuls", [("", HEART)]),
        ("havre-aux-oies", "Le Havre aux Oies", [("", WIDE), ("-iles", ISLES)]),
    ],
    "crisis": [
        ("veilleuse", "Centre de crise La Veilleuse", [("", METRO)]),
        ("embellie", "Centre de crise L’Embellie", [("", HEART)]),
        ("accalmie", "Centre de crise L’Accalmie du Nord", [("", WIDE + ISLES)]),
    ],
    "legal": [
        ("parvis", "Clinique juridique du Parvis", [("", METRO)]),
        ("passerelle", "Bureau de droit La Passerelle", [("", HEART + WIDE + ISLES)]),
    ],
    "youth_protection": [
        ("jeunesse-verger", "Protection de la jeunesse, bureau du Verger", [("", METRO)]),
        ("jeunesse-rapides", "Protection de la jeunesse, bureau des Rapides", [("", HEART)]),
        ("jeunesse-greve", "Protection de la jeunesse, bureau de la Grève",
         [("", WIDE + ISLES)]),
    ],
    "victim_services": [
        ("boussole", "Aide aux personnes La Boussole", [("", METRO)]),
        ("fil-ariane", "Accompagnement Le Fil d’Ariane", [("", HEART)]),
        ("cairn", "Carrefour d’aide Le Cairn", [("", WIDE + ISLES)]),
    ],
    "interpreter": [
        ("mille-voix", "Banque d’interprètes Mille Voix", [("", METRO)]),
        ("voix-du-large", "Interprètes du Large", [("", HEART + WIDE + ISLES)]),
    ],
    "material_aid": [
        ("grenier", "Dépannage Le Grenier", [("", METRO)]),
        ("attelage", "Coopérative de transport L’Attelage", [("", HEART)]),
        ("nordet", "Comptoir du Nordet", [("", WIDE + ISLES)]),
    ],
    "indigenous_services": [
        ("quatre-vents", "Cercle d’entraide Les Quatre Vents", [("", METRO + HEART)]),
        ("aurore", "Maison de l’Aurore boréale", [("", WIDE + ISLES)]),
    ],
    "labour_standards": [
        ("etabli", "Défense au travail L’Établi", [("", METRO)]),
        ("quart-de-nuit", "Droits au travail Le Quart de nuit", [("", HEART + WIDE + ISLES)]),
    ],
    "spiritual_care": [
        ("chemin", "Écoute spirituelle du Chemin", [("", METRO)]),
        ("lampe", "Présence et recueillement La Lampe", [("", HEART + WIDE + ISLES)]),
    ],
}

COORDINATION = ("coordination", "Coordination Relais 72")

# People who are on no roster: the demo signs in as them.
DESK_PEOPLE = [
    ("demo-worker", "hopital-clairiere", "Florence Ouellet-Diaz", "woman"),
    ("demo-steward", COORDINATION[0], "Bérénice Latraverse", "woman"),
    ("demo-steward2", COORDINATION[0], "Ambroise Fonkou", "man"),
    ("demo-admin", COORDINATION[0], "Solveig Painchaud", "woman"),
    ("demo-privacy", COORDINATION[0], "Romane Abitbol-Roy", "woman"),
]

FIRST = [
    ("Maude", "woman"), ("Aïssatou", "woman"), ("Rosalie", "woman"), ("Émile", "man"),
    ("Yamina", "woman"), ("Geneviève", "woman"), ("Josué", "man"), ("Mirela", "woman"),
    ("Océane", "woman"), ("Noémie", "woman"), ("Farid", "man"), ("Catalina", "woman"),
    ("Marguerite", "woman"), ("Lise-Anne", "woman"), ("Widline", "woman"), ("Thomas", "man"),
    ("Xiu", "woman"), ("Béatrice", "woman"), ("Camélia", "woman"), ("Uapikun", "woman"),
    ("Raphaëlle", "woman"), ("Olivier", "man"), ("Soraya", "woman"), ("Delphine", "woman"),
    ("Inès", "woman"), ("Martin", "man"), ("Flore", "woman"), ("Pénélope", "woman"),
    ("Amina", "woman"),
]
LAST = [
    "Beauséjour", "Laflèche", "Toussaint", "Vaillant-Côté", "Desrosiers", "Benyahia", "Malenfant",
    "Ionescu", "Sansfaçon", "Moreno-Roy", "Lachance", "Grandmaison", "Jean-Baptiste", "Charbonneau",
    "Wen", "Saint-Onge", "Larivière", "Haddad", "Bellefeuille", "Laliberté", "Vollant", "Boisclair",
    "Quintal", "Prudhomme", "Diallo", "Belhumeur", "Rivest", "Ladouceur", "Brindamour", "Sauvageau",
    "Papineau-Lee",
]
AREA_CODES = ["418", "514", "450", "819", "581", "438", "579", "873", "367", "263", "354", "468"]

# Other languages of interpreters, in the order in which they are handed out: seven in a row cover
# them all, so that the two banks together have somebody for each at any hour.
TONGUES = [["en", "es", "pt"], ["zh", "vi", "tl"], ["ar", "fa", "en"], ["ht", "en", "es"],
           ["ro", "hu", "en"], ["uk", "ru", "en"], ["hi", "pa", "en"]]
INDIGENOUS_TONGUES = [["moe"], ["cr"], ["en", "mic"], ["en", "iu"], ["atj"], ["en", "cr"]]


class Book:
    """Hands out people one after the other; each gets a name, a telephone and a card."""

    def __init__(self):
        self.people, self.cards, self.count = [], [], 0

    def add(self, person, organization, languages, name=None, gender=None):
        index = self.count
        self.count += 1
        first, told = FIRST[index % len(FIRST)]
        name = name or f"{first} {LAST[index % len(LAST)]}"
        entry = {"id": person, "organization": organization, "languages": languages,
                 "ways": [{"id": "t", "channel": "sandbox"}]}
        if index % 5 != 4:  # not everybody has told
            entry["gender"] = gender or told
        self.people.append(entry)
        label = f"{AREA_CODES[index // 100]} 555-01{index % 100:02d}"
        self.cards.append({"person": person, "name": name,
                           "ways": [{"way": "t", "address": label}]})
        return person


def languages_of(sector, number):
    if sector == "interpreter":
        return ["fr"] + TONGUES[number % len(TONGUES)]
    if sector == "indigenous_services":
        return ["fr"] + INDIGENOUS_TONGUES[number % len(INDIGENOUS_TONGUES)]
    if sector == "legal":
        return [["fr", "en"], ["fr", "en", "es"], ["fr", "ar"], ["fr", "en", "zh"]][number % 4]
    return [["fr", "en"], ["fr"], ["fr", "en", "es"], ["fr", "en"], ["fr", "ht"]][number % 5]


def layer(name, level, turns, window=None, handoff=EIGHT):
    made = {"id": name, "level": level}
    if window:
        made["windows"] = [{"fromMinute": window[0], "untilMinute": window[1]}]
    made["rotation"] = {"turns": [{"people": turn} for turn in turns], "unit": "weekly",
                        "length": 1, "startDate": MONDAY, "handoffMinute": handoff}
    return made


def day_night_backup(day, night, backup):
    return [layer("jour", 1, day, (EIGHT, TWENTY)),
            layer("nuit", 1, night, (TWENTY, EIGHT), TWENTY),
            layer("releve", 2, backup)]


def turns_of(people, size):
    """Turns of `size` people; a short group comes round again inside the rotation."""
    steps = max(2, len(people) // size)
    return [[people[(at * size + k) % len(people)] for k in range(size)] for at in range(steps)]


def zone_of(territories):
    zones = {t[0]: t[3] for t in TERRITORIES}
    return zones[territories[0]]


def sector_rosters(book):
    rosters = []
    for sector, organizations in ORGANIZATIONS.items():
        number = 0
        for organization, _, areas in organizations:
            for suffix, territories in areas:
                large = sector == "interpreter"
                counts = (8, 6, 4) if large else (4, 4, 2) if "06" in territories else (2, 2, 2)
                sizes = (4, 3, 2) if large else (2, 2, 1) if "06" in territories else (1, 1, 1)
                groups = []
                for count, size in zip(counts, sizes):
                    group = []
                    for _ in range(count):
                        number += 1
                        group.append(book.add(f"{organization}-{number}", organization,
                                              languages_of(sector, number - 1)))
                    groups.append(turns_of(group, size))
                rosters.append({
                    "id": f"garde-{organization}{suffix}", "organization": organization,
                    "sector": sector, "territories": territories, "zone": zone_of(territories),
                    "layers": day_night_backup(*groups)})
    return rosters


def special_rosters(book):
    """Two people in front and one behind, by day and by night."""
    rosters = []
    for organization, _, sector, territories, _, _ in SPECIAL:
        people = [book.add(f"{organization}-{n}", organization, languages_of(sector, n - 1))
                  for n in range(1, 5)]
        rosters.append({
            "id": f"garde-{organization}", "organization": organization, "sector": sector,
            "territories": territories, "zone": zone_of(territories),
            "layers": day_night_backup(turns_of(people[0:2], 1), turns_of(people[1:3], 1),
                                       turns_of(people[2:4], 1))})
    return rosters


def all_organizations():
    made = [{"id": o[0], "name": o[1], "sector": sector, "place": o[2][0][1][0]}
            for sector, listed in ORGANIZATIONS.items() for o in listed]
    made += [{"id": i, "name": name, "sector": sector, "place": place, **special}
             for i, name, sector, _, place, special in SPECIAL]
    made.append({"id": COORDINATION[0], "name": COORDINATION[1], "sector": "victim_services"})
    for organization in made:
        organization.update(SAID.get(organization["id"], {}))
    return made


def add_fitness(people):
    """What people hold, how they rest, and for whom they must not be called."""
    for person in people:
        organization, number = person["id"].rsplit("-", 1)
        held = {
            "hopital-clairiere": ["sexual_assault_care"] if number in "1357" else [],
            "parvis": ["immigration_law"], "passerelle": ["immigration_law"],
            "mille-voix": ["vetted_interpreter"], "voix-du-large": ["vetted_interpreter"],
            "police-grand-detour": ["trafficking_training", "organized_crime_unit"],
            "police-trois-caps": ["organized_crime_unit"] if number in ("11", "13") else [],
        }.get(organization, [])
        if held:
            person["credentials"] = [{"kind": kind} for kind in held]
    by_id = {person["id"]: person for person in people}
    by_id["parvis-2"]["credentials"] = [{"kind": "immigration_law",
                                         "expires": "2026-06-30T04:00:00Z"}]
    del by_id["mille-voix-3"]["credentials"]
    by_id["mille-voix-2"]["rest"] = {"afterNightMinutes": 480}
    by_id["boussole-1"]["rest"] = {"mostAcceptances": 3}
    by_id["boussole-6"]["exclusions"] = [{"organization": "hopital-clairiere"}]


def coordination_roster(book):
    identity, _ = COORDINATION
    people = [book.add(f"{identity}-{n}", identity, ["fr", "en"]) for n in range(1, 9)]
    return {"id": "garde-coordination", "organization": identity, "coordination": True,
            "territories": [t[0] for t in TERRITORIES], "zone": TORONTO,
            "layers": day_night_backup(turns_of(people[0:3], 1), turns_of(people[3:6], 1),
                                       turns_of(people[6:8], 1))}


def recurring(name, level, turns, unit, start, **rest):
    """A layer whose rotation is not the weekly one of every roster."""
    rotation = {"turns": [{"people": turn} for turn in turns], "unit": unit, "length": 1,
                "startDate": start, "handoffMinute": EIGHT}
    rotation.update(rest.pop("rotation", {}))
    return {"id": name, "level": level, "rotation": rotation, **rest}


def between(start, end, **rest):
    return {"from": start, "until": end, **rest}


def add_layers(rosters, pupils):
    """Layers of every kind, beside what covers day and night already."""
    rosters["garde-hopital-clairiere"]["layers"].append(
        recurring("stage", 1, [[pupil] for pupil in pupils], "weekly", MONDAY, trainee=True))
    rosters["garde-veilleuse"]["layers"].append(
        recurring("fin-de-semaine", 1, [["veilleuse-1", "veilleuse-5"],
                                        ["veilleuse-3", "veilleuse-7"]], "weekly", MONDAY,
                  priority=1, windows=[{"fromMinute": 17 * 60, "untilMinute": EIGHT,
                                        "weekdays": ["friday"], "untilWeekday": "monday"}]))
    rosters["garde-maison-fanal"]["layers"].append(
        recurring("renfort", 1, [["maison-fanal-7"], ["maison-fanal-5"]], "weekly", MONDAY,
                  windows=[{"fromMinute": 16 * 60, "untilMinute": 19 * 60},
                           {"fromMinute": 22 * 60, "untilMinute": 3 * 60,
                            "weekdays": ["friday", "saturday"]}]))
    rosters["garde-mille-voix"]["layers"].append(
        recurring("quarts", 2, [["mille-voix-1"], ["mille-voix-9"], ["mille-voix-5"]], "hourly",
                  MONDAY, rotation={"length": 8, "handoffMinute": 0}))
    rosters["garde-parvis"]["layers"].append(
        recurring("mois", 2, [["parvis-1"], ["parvis-3"], ["parvis-5"]], "monthly", "2020-01-31"))
    rosters["garde-boussole"]["layers"].append(
        recurring("une-fin-de-semaine-sur-deux", 1, [["boussole-2"], ["boussole-4"]], "weekly",
                  MONDAY, rotation={"weekdays": ["saturday", "sunday"], "interval": 2}))
    rosters["garde-quatre-vents"]["layers"].append(
        recurring("jours-ouvrables", 1, [["quatre-vents-1"], ["quatre-vents-2"],
                                         ["quatre-vents-3"]], "daily", MONDAY,
                  rotation={"weekdays": ["monday", "tuesday", "wednesday", "thursday", "friday"]},
                  windows=[{"fromMinute": EIGHT, "untilMinute": 17 * 60}]))
    rosters["garde-chemin"]["layers"].append(
        {"id": "fetes", "level": 1, "priority": 2, "shifts": [
            between("2026-12-24T17:00:00Z", "2026-12-26T13:00:00Z",
                    people=["chemin-1", "chemin-6"]),
            between("2026-12-31T17:00:00Z", "2027-01-02T13:00:00Z",
                    people=["chemin-3", "chemin-8"])]})


def add_changes(rosters):
    """Overrides, swaps and a temporary schedule, around the winter of 2026 to 2027."""
    rosters["garde-police-grand-detour"]["overrides"] = [
        between("2026-12-05T01:00:00Z", "2026-12-05T13:00:00Z", id="colloque", kind="remove",
                person="police-grand-detour-5"),
        between("2026-12-11T21:00:00Z", "2026-12-14T13:00:00Z", id="operation", kind="add",
                person="police-grand-detour-3", level=1),
        between("2027-03-14T01:00:00Z", "2027-03-14T12:00:00Z", id="nuit-du-printemps",
                kind="replace", person="police-grand-detour-5", by="police-grand-detour-1")]
    rosters["garde-grenier"]["swaps"] = [
        between("2026-11-30T13:00:00Z", "2026-12-02T13:00:00Z", id="echange-pris",
                askedBy="grenier-1", takenBy="grenier-3", returnFrom="2026-12-07T13:00:00Z",
                returnUntil="2026-12-09T13:00:00Z"),
        between("2026-12-14T13:00:00Z", "2026-12-16T01:00:00Z", id="echange-demande",
                askedBy="grenier-2")]
    # Of two rosters with the same people, one for each shore: the gap is of the islands alone.
    islands = rosters["garde-havre-aux-oies-iles"]
    islands["territories"] = ["11-iles"]
    first, second, behind = "havre-aux-oies-25", "havre-aux-oies-26", "havre-aux-oies-27"
    islands["temporarySchedules"] = [between("2026-12-04T00:00:00Z", "2026-12-04T12:00:00Z",
                                             id="tempete", shifts=[
        between("2026-12-04T00:00:00Z", GAP[0], people=[first]),
        between("2026-12-04T00:00:00Z", GAP[0], people=[behind], level=2),
        between(GAP[1], "2026-12-04T12:00:00Z", people=[second]),
        between(GAP[1], "2026-12-04T12:00:00Z", people=[behind], level=2)])]


def with_features(rosters, pupils):
    by_id = {roster["id"]: roster for roster in rosters}
    mainland = dict(by_id["garde-havre-aux-oies-iles"], id="garde-havre-aux-oies-listuguj",
                    territories=["11-listuguj"])
    add_layers(by_id, pupils)
    add_changes(by_id)
    made = rosters[:-1] + [mainland] + rosters[-1:]
    for roster in made:
        backup = next(layer for layer in roster["layers"] if layer["id"] == "releve")
        roster["owner"] = backup["rotation"]["turns"][0]["people"][0]
    return made


def absences():
    return [between("2026-12-21T05:00:00Z", "2027-01-04T05:00:00Z", id="conge-des-fetes",
                    person="etabli-1"),
            between("2027-02-27T05:00:00Z", "2027-03-08T05:00:00Z", id="relache",
                    person="parvis-2")]


def ladders():
    def climb(waits, last, last_max):
        reaches = [("territory", 1, 0), ("territory", 0, 0), ("neighbours", 0, 1),
                   ("province", 0, 2)]
        rungs = []
        for (reach, level, more), wait in zip(reaches, waits):
            rung = {"reach": reach, "waitMs": wait}
            if level:
                rung["level"] = level
            if more:
                rung["people"] = more
            rungs.append(rung)
        rungs.append({"reach": "coordinator", "waitMs": last, "waitMaxMs": last_max})
        return rungs

    return [{"id": "standard", "rungs": climb([120000, 120000, 180000, 180000], 120000, 900000)},
            {"id": "urgent", "rungs": climb([60000, 60000, 90000, 120000], 90000, 600000)}]


def need_rules():
    rules = [
        ("safety_planning", "victim_services", "standard"),
        ("police_protection", "police", "urgent"),
        ("basic_needs", "material_aid", "standard"),
        ("transport", "material_aid", "standard"),
        ("immediate_care", "health", "urgent"),
        ("information", "victim_services", "standard"),
        ("accompaniment", "victim_services", "standard"),
        ("social_worker", "victim_services", "standard"),
        ("emergency_shelter", "shelter", "urgent"),
        ("crisis_intervention", "crisis", "urgent"),
        ("spiritual_support", "spiritual_care", "standard"),
        ("legal_help", "legal", "standard"),
        ("immigration_defence", "legal", "urgent"),
        ("youth_protection", "youth_protection", "urgent"),
        ("interpretation", "interpreter", "urgent"),
        ("indigenous_support", "indigenous_services", "standard"),
        ("labour_rights", "labour_standards", "standard"),
        ("youth_transition", "victim_services", "standard"),
    ]
    made = []
    for need, sector, ladder in rules:
        rule = {"need": need, "sector": sector, "quota": 1, "ladder": ladder}
        if need == "police_protection":
            rule["explicitConsent"] = True
        if need in DEMANDS:
            rule["demands"] = DEMANDS[need]
        made.append(rule)
    return made


def packages():
    """What opens when an alert names no need: the union of every package whose conditions hold."""
    return [
        {"id": "accueil", "needs": ["safety_planning", "emergency_shelter", "social_worker",
                                    "immediate_care"]},
        {"id": "mineure", "ageBands": ["under_14", "from_14_to_17", "possibly_minor"],
         "needs": ["youth_protection"]},
        {"id": "reperee-par-une-autorite", "identifiedBy": ["police_officer", "border_officer"],
         "needs": ["social_worker", "legal_help", "information"]},
        {"id": "statut-ou-renvoi", "circumstances": ["precarious_status", "detention_or_removal"],
         "needs": ["immigration_defence"]},
        {"id": "detresse", "circumstances": ["sexual_violence", "mental_health", "substance_use"],
         "needs": ["crisis_intervention"]},
        {"id": "travail", "circumstances": ["forced_labour", "domestic_work"],
         "needs": ["labour_rights", "basic_needs"]},
    ]


def make():
    book = Book()
    rosters = sector_rosters(book) + [coordination_roster(book)]
    for person, organization, name, gender in DESK_PEOPLE:
        book.add(person, organization, ["fr", "en"], name, gender)
    pupils = [book.add(f"stagiaire-{n}", "hopital-clairiere", ["fr", "en"]) for n in (1, 2)]
    rosters = rosters[:-1] + special_rosters(book) + rosters[-1:]
    book.add("demo-treasurer", COORDINATION[0], ["fr", "en"], "Mahée Lavigueur", "woman")
    add_fitness(book.people)
    organizations = all_organizations()
    add_standing(organizations, book.people)
    return {
        "directory": {
            "territories": [{"id": i, "nameFr": fr, "nameEn": en, "zone": zone, "neighbours": near}
                            for i, fr, en, zone, near in TERRITORIES],
            "organizations": organizations, "people": book.people,
            "rosters": with_features(rosters, pupils), "absences": absences(),
            "ladders": ladders(), "needRules": need_rules(), "packages": packages(),
            "committees": COMMITTEES, "criteria": CRITERIA, "milestones": milestones(),
            "clocks": CLOCKS},
        "cards": book.cards,
    }


def text():
    """One entry a line: a change shows as the lines that it touches."""
    def lines(entries):
        return ",\n".join("   " + json.dumps(e, ensure_ascii=False) for e in entries)

    made = make()
    parts = ",\n".join(f'  "{name}": [\n{lines(entries)}\n  ]'
                       for name, entries in made["directory"].items())
    return f'{{\n "directory": {{\n{parts}\n }},\n "cards": [\n{lines(made["cards"])}\n ]\n}}\n'


def main(arguments):
    if arguments == ["--check"]:
        kept = pathlib.Path(__file__).with_name("directory.json").read_text(encoding="utf-8")
        if kept != text():
            print("directory.json is not what make_directory.py makes", file=sys.stderr)
            return 1
        return 0
    if arguments:
        print(__doc__, file=sys.stderr)
        return 2
    sys.stdout.write(text())
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
