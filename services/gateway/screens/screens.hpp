// The screens: what a browser shows, made on the server, without script if need be. They translate
// between forms and the desk and decide nothing about a case.
//
// Promises: GET and HEAD change nothing; every form of somebody signed in carries the session's
// token; every screen forbids scripts and styles that are not ours, is never kept by a browser's
// cache, and has a neutral title. What must outlive the routes: everything in ScreenPorts.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <boost/asio/awaitable.hpp>

#include "common/base/clock.hpp"
#include "common/domain/directory_history.hpp"
#include "common/domain/on_call_answers.hpp"
#include "common/http/server.hpp"
#include "common/words/words.hpp"
#include "relais/v1/listing.pb.h"
#include "relais/v1/review.pb.h"
#include "services/gateway/calendar_shown.hpp"
#include "services/gateway/desk.hpp"
#include "services/gateway/fund_desk.hpp"

namespace relais::gateway {

// Who looks, once she has signed in.
struct Visitor {
    v1::Account account;
    std::string csrf;  // what her forms send back
};

// Who has just signed in, and the Set-Cookie that opens her session.
struct Entered {
    Visitor visitor;
    std::string set_cookie;
};

// What the screens need of sessions.
struct Door {
    // Refused: 401 when nobody is signed in, 403 when a form is not ours, 503.
    std::function<awaitable<Answered<Visitor>>(http::Request)> who;
    // Opens a session. Refused: 401 when the code opens nothing, 503.
    std::function<awaitable<Answered<Entered>>(std::string)> sign_in;
    // The Set-Cookie that ends it.
    std::function<awaitable<Answered<std::string>>(http::Request)> sign_out;
    // True when the request was sent by one of our own screens (sign-in has no session yet).
    std::function<bool(const http::Request&)> from_our_screens;
};

struct ScreenSettings {
    std::string emergency_telephone;                // said when we cannot take an alert
    std::string exit_url = "https://meteo.gc.ca/";  // where "Quitter" leads: somewhere dull
    bool secure_cookies = false;                    // public_url is https
};

// What the screens need of the directory, beyond reading it; see directory_desk.hpp.
struct DirectoryPorts {
    std::function<awaitable<v1::FoundEntries>(std::string text, std::string kind, words::Language,
                                              v1::Account)>
        find;
    std::function<void(words::Language, const v1::Account&, v1::FoundEntry&)> describe;
    std::function<std::optional<v1::DirectoryEntry>(const v1::EntryName&)> entry;
    std::function<awaitable<Answered<v1::DirectoryHistory>>(domain::HistoryQuestion, v1::Account)>
        history;
    std::function<awaitable<EditAnswered>(v1::DirectoryEdit, bool preview, v1::Account)> edit;
    std::function<awaitable<Answered<std::uint64_t>>(v1::Assuring, v1::Account)> assure;
    std::function<v1::StaleEntries(words::Language, const v1::Account&)> stale;
    std::function<Answered<v1::DuesList>(const v1::Account&)> dues;
};

// What the screens need of listings; see listings_desk.hpp. Only what the account may see is given.
struct ListingPorts {
    std::function<awaitable<v1::FoundListings>(std::string text, bool stale, v1::Account)> find;
    std::function<awaitable<Answered<v1::ListingReading>>(std::string id, v1::Account)> read;
    std::function<awaitable<Answered<std::uint64_t>>(std::string id, v1::Account)> assure;
};

// What the screens need of the emergency fund.
struct FundPorts {
    FundDesk* desk = nullptr;  // null: there is no fund, and nothing of it is shown
    std::function<std::string(const std::string& text)> qr = {};  // as SVG
};

struct ScreenPorts {
    Desk& desk;
    Door door;
    const words::Words& words;
    std::function<domain::DirectoryPtr()> directory;  // never null
    // As change_roster (roster_changes.hpp): a preview, or the change on the revision it expects.
    std::function<awaitable<ChangeAnswered>(v1::RosterChange, bool preview, v1::Account)>
        change_roster;
    // As calendar_address (api_calendar.hpp).
    std::function<awaitable<Answered<std::string>>(v1::CalendarSubject, bool renew, v1::Account)>
        calendar_address;
    const Clock& clock;
    std::function<std::string()> new_uuid;
    // Runs what may take long away from this thread, and comes back once it is done.
    std::function<awaitable<void>(std::function<void()>)> apart;
    // What came of a roster's calendars; asked only for those who may see it.
    std::function<awaitable<std::vector<CalendarShown>>(v1::Roster)> calendars = {};
    DirectoryPorts directory_desk = {};
    ScreenSettings settings;
    // As BedsDesk (beds_desk.hpp): the shelters that she may see; one command on the beds of one.
    std::function<awaitable<Answered<v1::Beds>>(v1::Account)> read_beds = {};
    std::function<awaitable<Answered<std::uint64_t>>(std::string, v1::Command, v1::Account)>
        command_beds = {};
    // As known_at (api_match.hpp): what a rehearsal knows of the instant.
    std::function<awaitable<Answered<domain::Known>>(Instant)> known_at = {};
    ListingPorts listings = {};
    // As FiguresDesk (figures_desk.hpp): of a month that addresses write.
    std::function<awaitable<Answered<v1::Figures>>(std::string month, v1::Account)> read_figures =
        {};
    FundPorts fund = {};
};

// The routes of every screen, its stylesheet and its script. They share and keep what they need.
[[nodiscard]] std::vector<http::Route> screen_routes(ScreenPorts ports);

// A refusal as a screen, for a browser that asked for something outside of them. The path: what is
// asked again in the other language.
[[nodiscard]] http::Response problem_response(const words::Words& words, words::Language language,
                                              const Refused& refused,
                                              const std::string& emergency_telephone,
                                              std::string path = "/");

}  // namespace relais::gateway
