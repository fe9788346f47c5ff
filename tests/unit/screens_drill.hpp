// A drill for the tests of the screens: the demo's directory, cases that the real core decided, and
// a desk in memory in front of them, so that screens are shown what they will really be shown.
#pragma once

#include <map>
#include <string>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>

#include "common/domain/directory.hpp"
#include "services/gateway/desk.hpp"
#include "services/gateway/screens/screens.hpp"
#include "services/gateway/screens/view.hpp"

namespace relais::gateway {

inline constexpr std::int64_t drill_began_ms = 1'795'246'800'000;  // 21 November 2026, 07:40 UTC
inline const std::string drill_alert = "6f1c9a52-0b1d-4c7e-9a51-3d6a1f2e8b01";

const words::Words& drill_words();
domain::DirectoryPtr drill_directory();
awaitable<void> drill_apart(std::function<void()> work);
// Works with the demo's directory as the gateway does, and keeps what it was asked to change.
struct DrillDirectory {
    [[nodiscard]] DirectoryPorts ports();

    Instant now = instant(drill_began_ms);
    std::vector<v1::DirectoryEdit> edits = {};  // that were meant
    std::vector<v1::Assuring> assured = {};
    std::uint64_t revision = 1;
};

class StillClock : public Clock {
public:
    [[nodiscard]] Instant now() const override { return instant(drill_began_ms); }
};

// A name that would do harm if it were not escaped.
inline const std::string hostile = "<script>alert('x')</script>\"&";

class DrillDesk : public Desk {
public:
    // A case in Montréal with four needs; nobody has answered yet.
    std::string open(const std::string& alert_id = drill_alert, bool with_police = false);
    void pass(std::int64_t ms) { now_ms_ += ms; }
    [[nodiscard]] std::int64_t now_ms() const { return now_ms_; }
    // One command of the core; what it decided becomes history.
    Answered<std::uint64_t> decide(const std::string& case_id, v1::Command command);
    // Everybody who was called says that the message came; gives the pages, by need.
    void hand_over_all(const std::string& case_id);
    [[nodiscard]] std::string first_page(const std::string& case_id, v1::Need::Kind need) const;
    void answer(const std::string& case_id, const std::string& page, v1::Answer::Kind answer,
                std::uint32_t eta_minutes = 0);
    // Lets deadlines come due until the need stands on its last rung.
    void exhaust(const std::string& case_id, v1::Need::Kind need);
    [[nodiscard]] const CaseReading& reading(const std::string& case_id) const;

    awaitable<Answered<Raised>> raise_alert(v1::Alert alert, v1::Account by) override;
    awaitable<Answered<std::uint64_t>> command(std::string case_id, v1::Command command,
                                               v1::Account by) override;
    awaitable<Answered<std::uint64_t>> give_advice(std::string case_id, v1::AdviceTelling told,
                                                   v1::Account by) override;
    awaitable<Answered<std::uint64_t>> tell_safe_contact(std::string case_id,
                                                         v1::SafeContactTelling told,
                                                         v1::Account by) override;
    awaitable<Answered<std::uint64_t>> plan_relocation(std::string case_id,
                                                       v1::RelocationTelling told,
                                                       v1::Account by) override;
    awaitable<Answered<PageReading>> read_page(std::string token) override;
    awaitable<Answered<PageReading>> answer_page(std::string token, v1::AnswerPage said) override;
    awaitable<Answered<CaseReading>> read_case(std::string case_id, v1::Account by) override;
    awaitable<Answered<std::vector<domain::Askable>>> people_to_ask(std::string case_id,
                                                                    v1::Account by) override;
    awaitable<Answered<CasePage>> cases(CaseQuestion asked, v1::Account by) override;
    awaitable<Answered<std::vector<v1::SandboxMessage>>> sandbox_messages(
        std::string after, std::size_t most) override;
    awaitable<Answered<std::vector<OwnCase>>> own_cases(v1::Account by) override;
    awaitable<Answered<HerReading>> read_for_her(std::string case_id, std::string command_id,
                                                 v1::Account by) override;
    std::string name_of(const std::string& person) override;
    std::string code_of(const std::string& case_id) override { return "code-" + case_id; }
    std::string telephone_of(const std::string& person) override;
    awaitable<Answered<Opened>> read_field(std::string case_id, v1::Command command,
                                           v1::Account by) override;
    awaitable<Answered<AccessLog>> access_log(std::string named, v1::Account by) override;
    awaitable<Answered<v1::ReviewPack>> review_pack(std::string case_id, v1::Account by) override;

    std::vector<v1::Alert> alerts;             // as they were raised
    std::vector<v1::Command> commands;         // as they were sent
    std::vector<v1::RelocationTelling> moves;  // as they were told
    std::vector<OwnCase> own;                  // of whoever asks
    std::vector<v1::SandboxMessage> messages;
    std::map<std::string, PageReading> pages;  // by token
    std::optional<Refused> refuse_alerts;      // told to whoever raises one
    std::string sealed_text = "texte scellé";
    std::optional<v1::SafeContact> safe_contact;  // as it was told last

private:
    std::map<std::string, CaseReading> cases_;
    std::int64_t now_ms_ = drill_began_ms;
};

// Runs what a route answers to its end.
template <class T>
T run(boost::asio::awaitable<T> work) {
    boost::asio::io_context context;
    auto result = boost::asio::co_spawn(context, std::move(work), boost::asio::use_future);
    context.run();
    return result.get();
}

// Two months of invented cases, counted as the real ones are.
awaitable<Answered<v1::Figures>> drill_figures(std::string month);

screens::View drill_view(const DrillDesk& desk, words::Language language = words::Language::fr);

}  // namespace relais::gateway
