// Plays a plan against a running service, through the API only: raises each alert at its time,
// reads the telephones of the drill, presses the real answer links (she comes, she is there, it is
// done), has the coordinator follow each case through, and looks at what became of it. It squeezes
// the waits of the directory's ladders meanwhile and puts them back at the end, whatever the end
// was.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "relais/v1/message.pb.h"
#include "services/relais/api.hpp"
#include "services/relais/replay_plan.hpp"
#include "services/relais/replay_report.hpp"

namespace relais::cli {

struct ReplayTokens {
    std::string admin;        // the directory
    std::string worker;       // raises the alerts
    std::string coordinator;  // reads cases, timelines and the telephones
};

struct ReplayProgress {
    std::size_t alerts = 0;
    std::size_t sent = 0;
    std::size_t pages = 0;
    std::size_t answers = 0;
};

class ReplayRun {
public:
    ReplayRun(boost::asio::io_context& io, Api& api, ReplayTokens tokens, Pace pace,
              std::vector<CallRow> rows, Span span);

    // A Problem: it could not begin. What went wrong later is in the report.
    [[nodiscard]] boost::asio::awaitable<Asked<ReplayReport>> run();
    // Ends soon: sends and answers nothing more, puts the directory back.
    void interrupt() { interrupted_ = true; }
    [[nodiscard]] ReplayProgress progress() const;

private:
    struct Raised {
        std::string alert_id;
        std::string case_id;
        std::int64_t sent_ms = 0;
        std::int64_t first_page_ms = 0;                    // of its first message; 0: none yet
        std::map<v1::Sector::Code, std::uint32_t> coming;  // pages that will be answered
        int answers_due = 0;                               // soon, and not given yet
        bool followed = false;                             // it has a pivot
    };
    struct Link {
        std::size_t index = 0;
        std::string page;
        std::string url;
        bool awaited = false;  // counted in answers_due
        v1::Answer::Kind answer = v1::Answer::accept;
    };
    using Done = boost::asio::awaitable<void>;

    boost::asio::awaitable<Asked<void>> begin();
    Done put_back();
    Done send_all();
    Done send(std::size_t index);
    Done await_answers(std::size_t index);
    Done read_telephones();
    void take(const v1::SandboxMessage& message);
    void take_page(std::size_t index, const v1::SandboxMessage& message);
    Done answer_due();
    Done press(Link link);
    Done follow_through(std::size_t index);
    void go_on(const Link& link);
    Done settle();
    boost::asio::awaitable<bool> settled();
    Done measure_all();
    Done measure_some();
    Done join();
    void spawn(Done work);
    Done wait_until(std::int64_t at_ms);

    boost::asio::io_context& io_;
    Api& api_;
    ReplayTokens tokens_;
    Pace pace_;
    std::vector<CallRow> rows_;
    Span span_;

    v1::DirectoryFile original_;
    bool put_ = false;  // the directory has squeezed waits now
    ReplayPlan plan_;
    std::map<std::string, v1::Sector::Code> sectors_;  // of people who may answer
    std::vector<Raised> raised_;                       // as plan_.alerts
    std::unordered_map<std::string, std::size_t> by_code_;
    std::unordered_map<std::string, std::vector<v1::SandboxMessage>> early_;  // code not known yet
    std::set<std::string> stood_down_;                                        // pages
    std::set<std::string> seen_;                                              // messages
    std::multimap<std::int64_t, Link> due_;  // links to press, by instant
    std::string cursor_;                     // of the telephones
    ReplayReport report_;
    std::size_t next_ = 0;     // alert to send
    std::size_t workers_ = 0;  // coroutines that join() waits for
    std::size_t measured_ = 0;
    std::size_t pages_ = 0;
    bool interrupted_ = false;
    bool reading_ = false;
};

}  // namespace relais::cli
