// What a person reads of a calendar that somebody sends her: times of the roster, notes in words.
#include "services/relais/calendar_report.hpp"

#include <gmock/gmock.h>
#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>

namespace relais::cli {
namespace {

using testing::HasSubstr;
using testing::Not;

const Console& french() {
    static const Console console(words::Language::fr);
    return console;
}

v1::Shift shift(std::int64_t from_s, std::int64_t until_s, const std::vector<std::string>& people) {
    v1::Shift made;
    made.mutable_from()->set_seconds(from_s);
    made.mutable_until()->set_seconds(until_s);
    for (const auto& person : people) made.add_people(person);
    return made;
}

// The night of 31 October 2026 in Montréal: 20:00 to 08:00, thirteen hours.
CalendarReport longest_night() {
    CalendarReport report{.roster = "nuit",
                          .zone = "America/Toronto",
                          .names = {{"maude", "Maude Beauséjour"}},
                          .given = {}};
    report.given.shifts.push_back(shift(1'793'491'200, 1'793'538'000, {"maude", "luc"}));
    report.given.notes.push_back({.problem = calendar::Problem::ambiguous_person,
                                  .uid = "7@exemple",
                                  .recurrence_id = "20261101T000000Z",
                                  .summary = "Garde\n\x1b[31m\u009b2J \"Marc\"",
                                  .line = 12,
                                  .detail = "Marc",
                                  .candidates = {"marc-1", "marc-2"}});
    return report;
}

TEST(CalendarReport, TellsShiftsInTheTimeOfTheRosterWithTheirLength) {
    const auto text = calendar_tables(french(), longest_night());
    EXPECT_THAT(text, HasSubstr("nuit, heures de America/Toronto\u00a0: 1 quart."));
    EXPECT_THAT(text, HasSubstr("2026-10-31 20:00 −04:00  2026-11-01 08:00 −05:00  "
                                "13\u00a0h\u00a000  Maude Beauséjour, luc"));
}

TEST(CalendarReport, TellsANoteInWordsWithItsEvent) {
    const auto text = calendar_tables(french(), longest_night());
    EXPECT_THAT(text, HasSubstr("1 remarque\u00a0:\nligne 12  "));
    EXPECT_THAT(text, HasSubstr("20261101T000000Z  ce nom désigne plus d’une personne  "
                                "Marc (marc-1, marc-2)"));
}

// Whoever wrote the file must not write on the terminal of whoever reads it.
TEST(CalendarReport, LetsNothingOfTheFileCommandTheTerminal) {
    const auto text = calendar_tables(french(), longest_night());
    EXPECT_THAT(text, Not(HasSubstr("\x1b")));
    EXPECT_THAT(text, Not(HasSubstr("\u009b")));
    EXPECT_THAT(text, HasSubstr("Garde  [31m 2J \"Marc\" · "));
}

TEST(CalendarReport, SaysThatNothingIsGiven) {
    CalendarReport report{.roster = "nuit", .zone = "UTC", .names = {}, .given = {}};
    EXPECT_EQ(calendar_tables(french(), report), "nuit, heures de UTC\u00a0: aucun quart.");
    EXPECT_EQ(calendar_json(french(), report),
              R"({"roster":"nuit","zone":"UTC","shifts":[],"notes":[]})");
}

TEST(CalendarReport, GivesAProgramTheSame) {
    google::protobuf::Struct json;
    const auto text = calendar_json(french(), longest_night());
    ASSERT_TRUE(google::protobuf::util::JsonStringToMessage(text, &json).ok()) << text;
    EXPECT_THAT(text, HasSubstr(R"("from":"2026-11-01T00:00:00Z","until":"2026-11-01T13:00:00Z",)"
                                R"("people":[{"person":"maude","name":"Maude Beauséjour"},)"
                                R"({"person":"luc","name":"luc"}])"));
    const auto note = json.fields().at("notes").list_value().values(0).struct_value().fields();
    EXPECT_EQ(note.at("problem").string_value(), "ambiguous_person");
    EXPECT_EQ(note.at("summary").string_value(), "Garde\n\x1b[31m\u009b2J \"Marc\"");
    EXPECT_EQ(note.at("line").number_value(), 12);
    EXPECT_EQ(note.at("candidates").list_value().values_size(), 2);
}

TEST(CalendarReport, SaysWhyAFileIsRefusedAndOnWhichLine) {
    const calendar::Refused nul{calendar::Refusal::nul_byte, 7};
    EXPECT_EQ(
        refusal_json(french(), nul),
        R"({"refused":{"code":"nul_byte","line":7,"words":"le fichier contient un octet nul"}})");
    testing::internal::CaptureStderr();
    EXPECT_EQ(refuse(french(), nul), exit_refused);
    EXPECT_EQ(refuse(french(), {calendar::Refusal::too_large, 0}), exit_refused);
    EXPECT_EQ(testing::internal::GetCapturedStderr(),
              "Le calendrier est refusé, ligne 7\u00a0: le fichier contient un octet nul.\n"
              "Le calendrier est refusé\u00a0: le fichier est trop grand.\n");
}

// A new code without words fails here: the last of each list is named.
TEST(CalendarCodes, AllHaveWords) {
    const words::Words words;
    for (int i = 0; i <= static_cast<int>(calendar::Problem::attendee_declined); ++i) {
        const auto code = std::string(calendar::code(static_cast<calendar::Problem>(i)));
        EXPECT_TRUE(words.has("calendar_problem." + code)) << code;
    }
    for (int i = 0; i <= static_cast<int>(calendar::Refusal::unknown_default_zone); ++i) {
        const auto code = std::string(calendar::code(static_cast<calendar::Refusal>(i)));
        EXPECT_TRUE(words.has("calendar_refusal." + code)) << code;
    }
}

}  // namespace
}  // namespace relais::cli
