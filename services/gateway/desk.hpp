// The desk: what the gateway does for a caller, whether she came by JSON or by a form. It turns a
// wish into a command, submits it, waits for what became of it, and reads cases back. Routes and
// screens only translate.
#pragma once

#include <expected>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/awaitable.hpp>

#include "common/domain/askable.hpp"
#include "common/domain/case.hpp"
#include "common/domain/directory.hpp"
#include "common/domain/sight.hpp"
#include "relais/v1/api.pb.h"
#include "relais/v1/case_doors.pb.h"
#include "relais/v1/directory_reading.pb.h"
#include "relais/v1/review.pb.h"
#include "relais/v1/roster_change.pb.h"

namespace relais::gateway {

using boost::asio::awaitable;

// No, with a stable code ("conflict", "case_unknown", "store_away", …; words: "problem.<code>").
struct Refused {
    unsigned status = 400;
    std::string code = {};
    std::string detail = {};     // which field, what exactly; safe to show
    unsigned retry_after_s = 0;  // 503
    std::int64_t since_ms = 0;   // part_over: when she was told so; 0: nobody told her when
};
// With these goes whom to call: the coordination answers what is not shown.
[[nodiscard]] inline bool asks_to_call(std::string_view code) {
    return code == "part_over" || code == "part_copy" || code == "sight_not_allowed" ||
           code == "case_unknown";
}
template <class T>
using Answered = std::expected<T, Refused>;

// A change of a roster may be refused with more than a code.
struct ChangeRefused {
    Refused refused;
    std::vector<domain::DirectoryFault> faults = {};  // change_faulty: every one
    v1::Directory stands = {};  // revision_moved_on: what stands now where the change was meant
};
using ChangeAnswered = std::expected<v1::RosterChangeAnswer, ChangeRefused>;

// Of a change of the directory's entries: refused with every fault, or because another revision
// stands than the one expected.
struct EditRefused {
    Refused refused;
    std::vector<domain::DirectoryFault> faults = {};
};
using EditAnswered = std::expected<v1::DirectoryEditAnswer, EditRefused>;

struct Raised {
    std::string case_id = {};
    std::string code;
    bool decided = false;  // false: recorded durably, the decision is still to come (202)
};

// Which of the cases that she sees, oldest first.
struct CaseQuestion {
    std::size_t limit = 0;   // 0: all
    std::string after = {};  // CasePage::next of the page before; "": from the oldest
    // What is told of only the newest `aside_most`: what is over, on a board; null: nothing.
    std::function<bool(const v1::CaseSummary&)> aside = {};
    std::size_t aside_most = 0;
};
struct CasePage {
    std::vector<v1::CaseSummary> cases;
    std::string next = {};  // "": they are all
};

// Cut down to what whoever asked may see: nothing else ever leaves the desk.
struct CaseReading {
    domain::CaseState state;
    std::vector<v1::Event> events;  // oldest first
    domain::Sight sight;
    bool herself = false;  // whoever reads it is the person whom it is about: she raised it
};

// A sealed field, opened after the reading was committed.
struct Opened {
    std::string text;
    bool awaited = false;                              // a second person must allow it first
    std::optional<v1::SafeContact> safe_contact = {};  // when the text has these parts
};

// A case in which somebody has a part.
struct OwnCase {
    std::string case_id = {};
    std::string code;
    std::string answer_path;  // she is called and has not answered: her link, as the message says
    bool copy = false;        // a trainee's: nothing depends on her answer
    std::optional<CaseReading> reading;  // nothing: she sees no more of it than its code
};

// Whole, for her own record: read for it, and made into a paper by `her_record`.
struct HerReading {
    struct Told {
        v1::SealedField::Code field = v1::SealedField::unknown;
        Opened opened;
    };
    domain::CaseState state;
    std::vector<v1::Event> events;
    std::vector<Told> told;
};

// Who read which sealed field, and why.
struct AccessLog {
    std::string case_id = {};
    std::string code;
    std::vector<v1::Event> events;  // ReadingAsked and FieldRead, oldest first
};

// What an answer link shows: nothing of the case.
struct PageReading {
    std::string page;
    std::string case_id = {};
    std::string person;
    std::string code;
    std::string language;  // of the person who was paged
    domain::PageState state = domain::PageState::raised;
    bool need_open = false;  // an acceptance still helps
    std::uint32_t eta_minutes = 0;
    bool reminded = false;        // her hour is over, and she was asked where she is
    bool may_come_later = false;  // a later hour is taken from her
    bool coordination = false;    // she is called as whoever coordinates
    bool drill = false;
    bool advice = false;    // an answer is wanted of her; nobody is to come
    bool copy = false;      // to a trainee: nobody waits for her
    std::string path = {};  // of its answer link
    // Where she is asked for more than one need: all of them, each answered by its own link.
    std::vector<PageReading> together = {};
};

class Desk {
public:
    virtual ~Desk() = default;
    [[nodiscard]] virtual awaitable<Answered<Raised>> raise_alert(v1::Alert alert,
                                                                  v1::Account by) = 0;
    // A command on a case by somebody signed in; its aggregate and actor are written here.
    [[nodiscard]] virtual awaitable<Answered<std::uint64_t>> command(std::string case_id,
                                                                     v1::Command command,
                                                                     v1::Account by) = 0;
    // How she may safely be reached, from now on and for a day; sealed here.
    [[nodiscard]] virtual awaitable<Answered<std::uint64_t>> tell_safe_contact(
        std::string case_id, v1::SafeContactTelling told, v1::Account by) = 0;
    // An answer to somebody who only asked for advice; sealed here.
    [[nodiscard]] virtual awaitable<Answered<std::uint64_t>> give_advice(std::string case_id,
                                                                         v1::AdviceTelling told,
                                                                         v1::Account by) = 0;
    // A move whose destination is sealed here.
    [[nodiscard]] virtual awaitable<Answered<std::uint64_t>> plan_relocation(
        std::string case_id, v1::RelocationTelling told, v1::Account by) = 0;
    [[nodiscard]] virtual awaitable<Answered<PageReading>> read_page(std::string token) = 0;
    [[nodiscard]] virtual awaitable<Answered<PageReading>> answer_page(std::string token,
                                                                       v1::AnswerPage said) = 0;
    // Refused to whoever sees nothing of it (common/domain/sight_matrix.hpp).
    [[nodiscard]] virtual awaitable<Answered<CaseReading>> read_case(std::string case_id,
                                                                     v1::Account by) = 0;
    // Whom she can ask by name in it; for the coordination and whoever follows it.
    [[nodiscard]] virtual awaitable<Answered<std::vector<domain::Askable>>> people_to_ask(
        std::string case_id, v1::Account by) = 0;
    // However many there are, others are served meanwhile. Refused: 400 when `after` is not ours.
    [[nodiscard]] virtual awaitable<Answered<CasePage>> cases(CaseQuestion asked,
                                                              v1::Account by) = 0;
    // Those that she is called for, comes to, follows, was offered, or that are referred to her
    // organization; and those of her own alerts that go on. Newest first.
    [[nodiscard]] virtual awaitable<Answered<std::vector<OwnCase>>> own_cases(v1::Account by) = 0;
    // What can be given to her. Every sealed field of it is read as by read_field.
    [[nodiscard]] virtual awaitable<Answered<HerReading>> read_for_her(std::string case_id,
                                                                       std::string command_id,
                                                                       v1::Account by) = 0;
    [[nodiscard]] virtual awaitable<Answered<std::vector<v1::SandboxMessage>>> sandbox_messages(
        std::string after, std::size_t most) = 0;
    // The name on a person's card, opened; her id when there is none.
    [[nodiscard]] virtual std::string name_of(const std::string& person) = 0;
    // What people call a case.
    [[nodiscard]] virtual std::string code_of(const std::string& case_id) = 0;
    // The telephone on her card, opened; empty when there is none.
    [[nodiscard]] virtual std::string telephone_of(const std::string& person) = 0;
    // The command (a ReadField with its id) is committed, then the seal is opened.
    [[nodiscard]] virtual awaitable<Answered<Opened>> read_field(std::string case_id,
                                                                 v1::Command command,
                                                                 v1::Account by) = 0;
    // Of a case by its id or its code; for the privacy role.
    [[nodiscard]] virtual awaitable<Answered<AccessLog>> access_log(std::string named,
                                                                    v1::Account by) = 0;
    // A case without anybody in it; for the coordination, and whoever reviews cases for it.
    [[nodiscard]] virtual awaitable<Answered<v1::ReviewPack>> review_pack(std::string case_id,
                                                                          v1::Account by) = 0;
};

}  // namespace relais::gateway
