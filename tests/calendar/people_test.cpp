// Whom an event names, and what becomes of it: shifts, overrides, and what is told.
#include <gmock/gmock.h>
#include <google/protobuf/util/time_util.h>
#include <gtest/gtest.h>

#include "common/calendar/shifts.hpp"
#include "tests/calendar/reading.hpp"

namespace relais::calendar {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

struct Known {
    std::string id;
    std::string name;
    std::string email;
};

People house() {
    std::vector<v1::Person> people;
    std::vector<v1::Card> cards;
    for (const auto& [id, name, email] :
         std::vector<Known>{{"p-maude", "Maude Beauséjour", "maude@exemple.invalid"},
                            {"p-luc", "Luc Tremblay", "luc@exemple.invalid"},
                            {"p-zoe", "Zoé Ægir", "zoe@exemple.invalid"},
                            {"p-anne1", "Anne Roy", "anne.roy@exemple.invalid"},
                            {"p-anne2", "Anne Roy", "aroy@exemple.invalid"},
                            {"p-jf", "Jean-François L’Écuyer", "jf@exemple.invalid"}}) {
        people.emplace_back().set_id(id);
        v1::Card& card = cards.emplace_back();
        card.set_person(id);
        card.set_name(name);
        card.add_ways()->set_address(email);
        card.add_ways()->set_address("https://crochet.exemple.invalid/@" + id);
    }
    return People(people, cards);
}

Named named(const std::string& summary, std::vector<Attendee> attendees = {}) {
    static const People people = house();
    EventText text;
    text.uid = "u";
    text.summary = summary;
    text.attendees = std::move(attendees);
    return people.named_in(text);
}

TEST(CalendarPeople, AreKnownByHandleNameOrEmail) {
    for (const std::string written :
         {"p-maude", "@p-maude", "P-MAUDE", "Maude Beauséjour", "maude beausejour",
          "MAUDE  BEAUSÉJOUR", "Maude Beause\xcc\x81jour", "maude@exemple.invalid",
          "Maude@Exemple.INVALID", "Garde : Maude Beauséjour", "Garde\u00a0: Maude Beauséjour",
          "Maude Beauséjour (relève)", "Garde: Maude Beauséjour (nuit)", "Beauséjour, Maude"}) {
        const Named found = named(written);
        EXPECT_THAT(found.people, ElementsAre("p-maude")) << written;
        EXPECT_THAT(found.notes, IsEmpty()) << written;
    }
    EXPECT_THAT(named("jean francois l'ecuyer").people, ElementsAre("p-jf"));
    EXPECT_THAT(named("ZOE AEGIR").people, ElementsAre("p-zoe"));
}

TEST(CalendarPeople, MayBeSeveralInOneSummary) {
    for (const std::string between :
         {", ", "; ", " / ", "/", " + ", " & ", " et ", " ET ", " and ", "\n", ",\n"}) {
        const Named found = named("Garde : Luc Tremblay" + between + "Maude Beauséjour");
        EXPECT_THAT(found.people, ElementsAre("p-luc", "p-maude")) << between;
        EXPECT_THAT(found.notes, IsEmpty()) << between;
    }
    EXPECT_THAT(named("p-luc, p-maude et Luc Tremblay").people, ElementsAre("p-luc", "p-maude"));
}

TEST(CalendarPeople, AreNeverGuessed) {
    for (const std::string written : {"Maude", "Beauséjour", "Maude B.", "Luc Trembley", "p-mau"}) {
        const Named found = named(written);
        EXPECT_THAT(found.people, IsEmpty()) << written;
        EXPECT_THAT(told(found.notes), ElementsAre("unknown_person u: " + written));
    }
}

TEST(CalendarPeople, AreToldWhenOneOfSeveralIsUnknown) {
    const Named found = named("Luc Tremblay et Nadia Inconnue");
    EXPECT_THAT(found.people, ElementsAre("p-luc"));
    EXPECT_THAT(told(found.notes), ElementsAre("unknown_person u: Nadia Inconnue"));
}

TEST(CalendarPeople, AreToldWhenTwoHaveOneName) {
    const Named found = named("Anne Roy");
    EXPECT_THAT(found.people, IsEmpty());
    EXPECT_THAT(told(found.notes), ElementsAre("ambiguous_person u: Anne Roy"));
    EXPECT_THAT(found.notes.front().candidates, ElementsAre("p-anne1", "p-anne2"));
    EXPECT_THAT(named("aroy@exemple.invalid").people, ElementsAre("p-anne2"));
}

TEST(CalendarPeople, AreTakenFromTheAttendeesOfATitle) {
    const Attendee maude{"Beauséjour, Maude", "MAUDE@exemple.invalid", false, true};
    const Attendee luc{"Luc Tremblay", "autre@exemple.invalid", false, true};
    const Attendee room{"Salle 2", "salle@exemple.invalid", false, false};
    const Named found = named("Garde de nuit", {maude, luc, room});
    EXPECT_THAT(found.people, ElementsAre("p-maude", "p-luc"));
    EXPECT_THAT(found.notes, IsEmpty());
    EXPECT_THAT(named("Zoé Ægir", {maude}).people, ElementsAre("p-zoe"));
}

TEST(CalendarPeople, AreToldWhenTheyDecline) {
    const Named found = named("Garde", {{"Luc Tremblay", "luc@exemple.invalid", true, true}});
    EXPECT_THAT(found.people, IsEmpty());
    EXPECT_THAT(told(found.notes),
                ElementsAre("attendee_declined u: Luc Tremblay", "unknown_person u: Garde"));
}

TEST(CalendarPeople, AreMissedAloud) {
    EXPECT_THAT(told(named("").notes), ElementsAre("nobody_named u"));
    EXPECT_THAT(told(named(" , ").notes), ElementsAre("nobody_named u"));
}

std::string shift_of(const v1::Shift& shift) {
    using google::protobuf::util::TimeUtil;
    std::string all = TimeUtil::ToString(shift.from()) + "/" + TimeUtil::ToString(shift.until());
    for (const std::string& person : shift.people()) all += " " + person;
    return all;
}

TEST(CalendarShifts, AreThoseOfALayer) {
    const LayerShifts layer = shifts_of(read(fixture("google.ics")), house());
    std::vector<std::string> shifts;
    for (const v1::Shift& shift : layer.shifts) shifts.push_back(shift_of(shift));
    EXPECT_THAT(shifts, ElementsAre("2026-03-07T01:00:00Z/2026-03-07T13:00:00Z p-maude",
                                    "2026-03-08T01:00:00Z/2026-03-08T12:00:00Z p-maude",
                                    "2026-03-09T00:00:00Z/2026-03-09T12:00:00Z p-maude",
                                    "2026-03-11T02:00:00Z/2026-03-11T10:00:00Z p-luc p-zoe",
                                    "2026-03-12T00:00:00Z/2026-03-12T12:00:00Z p-maude",
                                    "2026-03-14T04:00:00Z/2026-03-16T04:00:00Z p-zoe"));
    EXPECT_THAT(told(layer.notes), ElementsAre("cancelled single1@google.com"));
}

TEST(CalendarShifts, TellEachEventOnceHoweverOftenItOccurs) {
    const LayerShifts layer = shifts_of(
        read(event("DTSTART:20260601T080000Z\nDURATION:PT1H\nRRULE:FREQ=DAILY;COUNT=9")), house());
    EXPECT_THAT(layer.shifts, IsEmpty());
    EXPECT_THAT(told(layer.notes), ElementsAre("unknown_person u: s"));
}

TEST(CalendarShifts, MayBeOverridesWithStableIds) {
    const Secret secret({7});
    const Reading reading = read(fixture("outlook.ics"));
    const Overrides all = overrides_of(reading, house(), secret, "calendar-1", 2);
    ASSERT_THAT(all.overrides, SizeIs(8));
    EXPECT_EQ(all.overrides.front().person(), "p-luc");
    EXPECT_EQ(all.overrides.front().kind(), v1::Override::add);
    EXPECT_EQ(all.overrides.front().level(), 2U);
    std::set<std::string> ids;
    for (const v1::Override& one : all.overrides) ids.insert(one.id());
    EXPECT_THAT(ids, SizeIs(8));
    const Overrides again = overrides_of(reading, house(), secret, "calendar-1", 2);
    EXPECT_EQ(again.overrides.back().id(), all.overrides.back().id());
    const Overrides other = overrides_of(reading, house(), secret, "calendar-2", 2);
    EXPECT_NE(other.overrides.back().id(), all.overrides.back().id());
    EXPECT_THAT(told(all.notes), ElementsAre("attendee_declined rdate-outlook: Luc Tremblay",
                                             "unknown_person rdate-outlook: Inconnue"));
}

}  // namespace
}  // namespace relais::calendar
