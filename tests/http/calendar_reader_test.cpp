// Calendars at addresses: a host that we play, a notifier that reads it, and the directory as the
// gateway gives it. What stands stays until a good reading says otherwise.
#include <google/protobuf/util/json_util.h>
#include <google/protobuf/util/time_util.h>

#include "common/http/server.hpp"
#include "common/store/pause.hpp"
#include "common/store/store.hpp"
#include "services/notifier/notifier.hpp"
#include "tests/http/gateway_house.hpp"

namespace relais::gateway {
namespace {

using namespace std::chrono_literals;
using boost::asio::awaitable;
using google::protobuf::util::TimeUtil;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr auto secret_path = "/private-3f9a/basic.ics";
const std::string roster_id = "roster-health-06";

// "20261123T080000Z", so many hours from now.
std::string hours_from_now(int hours) {
    const auto now = std::chrono::floor<std::chrono::hours>(std::chrono::system_clock::now());
    const auto at = std::chrono::duration_cast<std::chrono::seconds>(
        (now + std::chrono::hours(hours)).time_since_epoch());
    std::string text = TimeUtil::ToString(TimeUtil::SecondsToTimestamp(at.count()));
    std::erase(text, '-');
    std::erase(text, ':');
    return text;
}

struct Event {
    std::string who;
    int from, until;  // hours from now
};

std::string calendar_of(const std::vector<Event>& events) {
    std::string text = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//test//\r\n";
    for (const auto& event : events)
        text += "BEGIN:VEVENT\r\nUID:" + event.who + std::to_string(event.from) +
                "@exemple\r\nDTSTART:" + hours_from_now(event.from) +
                "\r\nDTEND:" + hours_from_now(event.until) + "\r\nSUMMARY:" + event.who +
                "\r\nEND:VEVENT\r\n";
    return text + "END:VCALENDAR\r\n";
}

class ACalendarAtAnAddress : public GatewayTest {
protected:
    explicit ACalendarAtAnAddress(std::chrono::milliseconds every = 100ms)
        : GatewayTest({}, false) {
        process_->config.webhook_loopback = true;
        process_->config.calendar_every = every;
        process_->config.calendar_timeout = 400ms;
        host_ = std::make_unique<http::Server>(
            process_->io.get_executor(), http::ServerSettings{},
            std::vector<http::Route>{{http::Method::get, secret_path, 0,
                                      [this](http::Request request) { return serve(request); }}},
            [](const http::Refusal& refusal, const http::Request&) {
                return http::Response{.status = refusal.status};
            });
        const auto port = host_->listen();
        EXPECT_TRUE(port);
        host_port_ = port.value_or(0);
        start();
        put_calendar("agenda");
    }
    ~ACalendarAtAnAddress() override {
        run([](ACalendarAtAnAddress& self) -> awaitable<bool> {
            for (const auto& one : self.notifiers_) co_await one->stop();
            co_await self.host_->stop(10ms);
            co_return true;
        }(*this));
        notifiers_.clear();
        host_.reset();
    }

    void read() {
        notifiers_.push_back(std::make_unique<notifier::Notifier>(*process_, secret_));
        ASSERT_TRUE(run(notifiers_.back()->start()));
    }

    awaitable<http::Response> serve(http::Request request) {
        ++asked_;
        if (request.field("if-none-match") == tag_ && !tag_.empty()) {
            ++unchanged_;
            co_return http::Response{.status = 304};
        }
        if (silent_) co_await store::pause(2s);
        http::Response response{.status = status_, .fields = {{"Content-Type", "text/calendar"}}};
        if (!tag_.empty()) response.fields.emplace_back("ETag", tag_);
        response.body = body_;
        if (endless_)
            response.stream = [](http::Sink& sink) -> awaitable<void> {
                while (co_await sink.write(std::string(64u << 10, 'x'))) {
                }
            };
        co_return response;
    }

    // The directory with the calendar in it; the layer has nobody until it is read.
    v1::DirectoryFile with_calendar(const std::string& layer) const {
        auto file = directory_file();
        auto& roster = *file.mutable_directory()->mutable_rosters(0);
        EXPECT_EQ(roster.id(), roster_id);
        roster.set_owner("nadia");
        auto& source = *roster.add_calendars();
        source.set_id("google");
        source.set_layer(layer);
        if (!layer.empty()) {
            auto& added = *roster.add_layers();
            added.set_id(layer);
            added.set_level(1);
        }
        auto& card = *file.add_cards();
        card.set_person("roster/" + roster_id);
        auto& way = *card.add_ways();
        way.set_way("google");
        way.set_address("http://127.0.0.1:" + std::to_string(host_port_) + secret_path);
        return file;
    }
    http::Answer put(const v1::DirectoryFile& file) {
        std::string json;
        EXPECT_TRUE(google::protobuf::util::MessageToJsonString(file, &json).ok());
        return ask(http::Method::put, "/v1/directory", "admin", json);
    }
    void put_calendar(const std::string& layer) {
        const auto answer = put(with_calendar(layer));
        ASSERT_EQ(answer.status, 200u) << answer.body;
    }
    v1::DirectoryFile directory(const std::string& role = "admin") {
        v1::DirectoryFile file;
        const auto answer = get("/v1/directory", role);
        EXPECT_TRUE(google::protobuf::util::JsonStringToMessage(answer.body, &file).ok());
        return file;
    }
    // "nadia 1 h": who is on call by the calendar, and for how long.
    std::vector<std::string> given() {
        std::vector<std::string> lines;
        const auto file = directory();
        const auto& roster = file.directory().rosters(0);
        const auto line = [&](const std::string& who, const auto& one) {
            const auto length = one.until().seconds() - one.from().seconds();
            lines.push_back(who + " " + std::to_string(length / 3600) + " h");
        };
        for (const auto& layer : roster.layers())
            if (layer.id() == "agenda")
                for (const auto& one : layer.shifts()) line(one.people(0), one);
        for (const auto& one : roster.overrides())
            if (one.calendar() == "google") line(one.person(), one);
        return lines;
    }
    std::uint64_t revision() { return directory().directory().revision(); }
    Struct calendar(const std::string& role = "coordinator") {
        const auto answer = get("/v1/rosters/" + roster_id + "/calendars", role);
        EXPECT_EQ(answer.status, 200u) << answer.body;
        const auto json = json_of(answer.body);
        const auto& listed = json.fields().at("calendars").list_value().values();
        return listed.empty() ? Struct{} : listed[0].struct_value();
    }
    void await(const std::function<bool()>& done) {
        const auto deadline = std::chrono::steady_clock::now() + 10s;
        while (!done()) {
            ASSERT_LT(std::chrono::steady_clock::now(), deadline) << "never";
            turn(20ms);
        }
    }
    void turn(std::chrono::milliseconds time) {
        run([](std::chrono::milliseconds wait) -> awaitable<bool> {
            co_await store::pause(wait);
            co_return true;
        }(time));
    }
    void await_given(const std::vector<std::string>& lines) {
        await([&] { return given() == lines; });
        EXPECT_EQ(given(), lines);
    }
    void await_fault(const std::string& code) {
        await([&] { return told_fault() == code; });
        EXPECT_EQ(told_fault(), code);
    }
    std::string told_fault() {
        const auto json = calendar();
        const auto found = json.fields().find("fault");
        return found == json.fields().end() ? std::string{} : found->second.string_value();
    }
    // What the lookout took down, as it is told to people.
    std::vector<std::string> reported() {
        redis::Settings settings;
        settings.unix_socket = redis_.socket();
        redis::Client client(process_->io.get_executor(), settings);
        store::Store store(client, secret_);
        const auto history = run(store.load("lookout"));
        client.stop();
        std::vector<std::string> lines;
        EXPECT_TRUE(history);
        if (!history) return lines;
        for (const auto& event : history->events) {
            const auto& report = event.calendar_told().report();
            if (event.has_calendar_told())
                lines.push_back(report.roster() + " " + report.calendar() + " " + report.fault());
        }
        return lines;
    }
    // Until the host was asked that much more.
    void await_asked(int more) {
        const int before = asked_;
        await([&] { return asked_ >= before + more; });
    }

    std::unique_ptr<http::Server> host_;
    std::vector<std::unique_ptr<notifier::Notifier>> notifiers_;
    std::uint16_t host_port_ = 0;
    std::string body_ = calendar_of({{"Name of nadia", 10, 11}, {"omar", 11, 13}});
    std::string tag_;
    unsigned status_ = 200;
    bool silent_ = false;
    bool endless_ = false;
    int asked_ = 0;
    int unchanged_ = 0;
};

TEST_F(ACalendarAtAnAddress, GivesItsLayerAndWhatIsNewInIt) {
    read();
    await_given({"nadia 1 h", "omar 2 h"});
    body_ = calendar_of({{"omar", 10, 14}});
    await_given({"omar 4 h"});
    body_ = calendar_of({});
    await_given({});
}

TEST_F(ACalendarAtAnAddress, ThatSaysTheSameChangesNothing) {
    read();
    await_given({"nadia 1 h", "omar 2 h"});
    const auto before = revision();
    await_asked(5);
    EXPECT_EQ(revision(), before);
    EXPECT_EQ(before, 3u) << "one more than the two that were put";
}

TEST_F(ACalendarAtAnAddress, StaysAsItWasReadWhateverItsHostDoes) {
    read();
    await_given({"nadia 1 h", "omar 2 h"});
    const auto before = revision();
    const auto good = body_;
    status_ = 500;
    await_fault("status_500");
    status_ = 301;
    await_fault("status_301");
    status_ = 200;
    body_ = "<html>";
    await_fault("not_a_calendar");
    body_ = good.substr(0, good.size() - 20);
    await_fault("unbalanced");
    body_ = good + std::string(5u << 20, ' ');
    await_fault("answer_unusable");
    body_ = good;
    silent_ = true;
    await_fault("timeout");
    silent_ = false;
    endless_ = true;
    await_fault("answer_unusable");
    EXPECT_EQ(given(), (std::vector<std::string>{"nadia 1 h", "omar 2 h"}));
    EXPECT_EQ(revision(), before);
    endless_ = false;
    await_fault("");
}

TEST_F(ACalendarAtAnAddress, IsReportedToTheLookoutWhenItFailsAndWhenItIsReadAgain) {
    read();
    await_given({"nadia 1 h", "omar 2 h"});
    EXPECT_THAT(reported(), IsEmpty());
    status_ = 500;
    await([&] { return !reported().empty(); });
    await_asked(3);
    status_ = 200;
    await([&] { return reported().size() > 1; });
    await_asked(3);
    EXPECT_THAT(reported(),
                ElementsAre("roster-health-06 google status_500", "roster-health-06 google "));
}

TEST_F(ACalendarAtAnAddress, GivesOverrides) {
    put_calendar("");
    read();
    await_given({"nadia 1 h", "omar 2 h"});
    const auto before = revision();
    body_ = calendar_of({{"omar", 11, 13}});
    await_given({"omar 2 h"});
    EXPECT_EQ(revision(), before + 1);
    EXPECT_EQ(directory().directory().rosters(0).overrides(0).kind(), v1::Override::add);
}

TEST_F(ACalendarAtAnAddress, TellsWhomItDoesNotKnowToThoseWhoCanMendIt) {
    body_ = calendar_of({{"Maude Inconnue", 10, 11}, {"omar", 11, 13}});
    read();
    await_given({"omar 2 h"});
    await([&] { return calendar().fields().contains("goodAt"); });
    for (const auto* role : {"coordinator", "admin", "responder"}) {  // nadia is its owner
        const auto json = calendar(role);
        ASSERT_EQ(json.fields().at("notes").list_value().values_size(), 1) << role;
        const auto note = json.fields().at("notes").list_value().values(0).struct_value();
        EXPECT_EQ(note.fields().at("problem").string_value(), "unknown_person");
        EXPECT_EQ(note.fields().at("event").string_value(), "Maude Inconnue");
        EXPECT_EQ(json.fields().at("entries").number_value(), 1);
    }
    EXPECT_EQ(get("/v1/rosters/" + roster_id + "/calendars", "worker").status, 403u);
    EXPECT_EQ(get("/v1/rosters/" + roster_id + "/calendars", "").status, 401u);
    EXPECT_EQ(get("/v1/rosters/none/calendars", "admin").status, 404u);
    const auto metrics = get("/metrics", "").body;
    EXPECT_THAT(metrics, HasSubstr("relais_calendar_notes_total{problem=\"unknown_person\"}"));
    EXPECT_THAT(metrics, Not(HasSubstr("Maude")));
}

TEST_F(ACalendarAtAnAddress, IsASecretOfThoseWhoSeeCards) {
    read();
    await_given({"nadia 1 h", "omar 2 h"});
    EXPECT_THAT(get("/v1/directory", "admin").body, HasSubstr(secret_path));
    EXPECT_THAT(get("/v1/directory", "coordinator").body, Not(HasSubstr("private-3f9a")));
    EXPECT_THAT(get("/v1/rosters/" + roster_id + "/calendars", "admin").body,
                Not(HasSubstr("private-3f9a")));
    // What the administrator got, she can put.
    EXPECT_EQ(put(directory()).status, 200u);
}

TEST_F(ACalendarAtAnAddress, IsNotPutWithoutItsAddress) {
    auto file = with_calendar("agenda");
    file.mutable_cards()->RemoveLast();
    const auto answer = put(file);
    EXPECT_EQ(answer.status, 422u);
    EXPECT_THAT(answer.body, HasSubstr("address_missing"));
    file = with_calendar("agenda");
    file.mutable_cards()->rbegin()->set_person("roster/none");
    EXPECT_THAT(put(file).body, HasSubstr("roster_unknown"));
}

class ACalendarOfTenMinutes : public ACalendarAtAnAddress {
protected:
    ACalendarOfTenMinutes() : ACalendarAtAnAddress(600s) {}
};

TEST_F(ACalendarOfTenMinutes, IsReadOnceByTwoReaders) {
    read();
    read();
    await_given({"nadia 1 h", "omar 2 h"});
    turn(1'500ms);
    EXPECT_EQ(asked_, 1);
}

TEST_F(ACalendarOfTenMinutes, IsReadAtOnceWhenAnotherDirectoryIsPutAndStaysMeanwhile) {
    read();
    await_given({"nadia 1 h", "omar 2 h"});
    body_ = calendar_of({{"omar", 11, 13}});
    put_calendar("agenda");
    EXPECT_THAT(given(), ElementsAre("nadia 1 h", "omar 2 h"));
    await_given({"omar 2 h"});
}

TEST_F(ACalendarOfTenMinutes, IsReadAtOnceForWhoeverMendsIt) {
    body_ = "nothing";
    read();
    await_fault("not_a_calendar");
    body_ = calendar_of({{"omar", 11, 13}});
    const auto check = "/v1/rosters/" + roster_id + "/calendars/google/check";
    EXPECT_EQ(post(check, "worker", "").status, 403u);
    const auto answer = post(check, "responder", "");
    EXPECT_EQ(answer.status, 200u) << answer.body;
    EXPECT_EQ(json_of(answer.body).fields().at("entries").number_value(), 1);
    EXPECT_THAT(given(), ElementsAre("omar 2 h"));
    EXPECT_EQ(post("/v1/rosters/" + roster_id + "/calendars/none/check", "admin", "").status, 404u);
}

TEST_F(ACalendarOfTenMinutes, IsAddedAndTakenAway) {
    ASSERT_EQ(put(directory_file()).status, 200u);
    read();
    const auto at = "/v1/rosters/" + roster_id + "/calendars/google";
    const auto body =
        R"({"address":"http://127.0.0.1:)" + std::to_string(host_port_) + secret_path + "\"}";
    const auto add = [&](const std::string& role, const std::string& json) {
        return ask(http::Method::put, at + "?layer=agenda", role, json);
    };
    EXPECT_EQ(add("responder", body).status, 403u);
    EXPECT_EQ(add("coordinator", R"({"address":"ftp://example"})").status, 400u);
    const auto added = add("coordinator", body);
    EXPECT_EQ(added.status, 200u) << added.body;
    await_given({"nadia 1 h", "omar 2 h"});
    EXPECT_EQ(post(at + "/remove", "worker", "").status, 403u);
    EXPECT_EQ(post(at + "/remove", "coordinator", "").status, 200u);
    EXPECT_EQ(post(at + "/remove", "coordinator", "").status, 404u);
    EXPECT_THAT(given(), IsEmpty());
    EXPECT_THAT(calendar().fields(), IsEmpty());
    EXPECT_THAT(get("/v1/directory", "admin").body, Not(HasSubstr("private-3f9a")));
    EXPECT_EQ(directory().directory().rosters(0).layers_size(), 2);
}

TEST_F(ACalendarAtAnAddress, IsNotSentAgainWhileItsHostSaysThatItIsTheSame) {
    tag_ = "\"one\"";
    read();
    await_given({"nadia 1 h", "omar 2 h"});
    await([&] { return unchanged_ >= 2; });
    // Another directory is another question, and "nothing new" no answer to it.
    const int whole = asked_ - unchanged_;
    put_calendar("agenda");
    await([&] { return asked_ - unchanged_ > whole; });
}

}  // namespace
}  // namespace relais::gateway
