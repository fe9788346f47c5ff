// The routes, by whom they serve. Each set keeps the house that it shares with the others.
#pragma once

#include <initializer_list>
#include <memory>
#include <vector>

#include "services/gateway/screens/house.hpp"

namespace relais::gateway::screens {

using HousePtr = std::shared_ptr<const House>;
using Routes = std::vector<http::Route>;

// A form of a few fields, and the alert with its notes (a note is at most text_bytes_max; a
// character may take nine bytes in a form).
constexpr std::size_t small_form_bytes_max = 4u << 10;
constexpr std::size_t safe_form_bytes_max = 12u << 10;  // six parts of how she may be reached
constexpr std::size_t advice_form_bytes_max = 40u << 10;
constexpr std::size_t alert_form_bytes_max = 128u << 10;
// A layer with the turns of everybody in it.
constexpr std::size_t change_form_bytes_max = 32u << 10;
// A note beside a few choices; and a paper of the fund, or a statement, with what is said of it.
constexpr std::size_t ask_form_bytes_max = 24u << 10;
// More is read than is taken (5 MiB): whoever chose a file that is too large is told so on her
// form, with all else that she typed still in it.
constexpr std::size_t file_form_bytes_max = (16u << 20) + (32u << 10);

void add_door_routes(const HousePtr& house, Routes& routes);    // sign-in, home, files
void add_answer_routes(const HousePtr& house, Routes& routes);  // /a/{token}
void add_worker_routes(const HousePtr& house, Routes& routes);  // /alert
void add_change_routes(const HousePtr& house, Routes& routes);  // /rosters/{id}/change, /away
void add_case_routes(const HousePtr& house, Routes& routes);    // /cases/{id}, /board, /telephones
void add_mine_routes(const HousePtr& house, Routes& routes);    // /mine
void add_directory_routes(const HousePtr& house, Routes& routes);  // /directory
void add_edit_routes(const HousePtr& house, Routes& routes);       // /directory/{kind}/{id}/edit
void add_calendar_routes(const HousePtr& house, Routes& routes);   // /calendar-address
void add_match_routes(const HousePtr& house, Routes& routes);      // /match
void add_roster_routes(const HousePtr& house, Routes& routes);     // /on-call, /coverage, /rosters
void add_bed_routes(const HousePtr& house, Routes& routes);        // /beds
void add_access_routes(const HousePtr& house, Routes& routes);     // /access
void add_listing_routes(const HousePtr& house, Routes& routes);    // /listings
void add_review_routes(const HousePtr& house, Routes& routes);     // /figures, what is printed
void add_fund_routes(const HousePtr& house, Routes& routes);       // /fund, /fund/requests/{id}
void add_ask_routes(const HousePtr& house, Routes& routes);        // /cases/{id}/fund
void add_book_routes(const HousePtr& house, Routes& routes);       // /fund/bank, /fund/months …
void add_deposit_routes(const HousePtr& house, Routes& routes);    // /fund/deposits
void add_voucher_routes(const HousePtr& house, Routes& routes);    // /fund/vouchers, /v/{number}

}  // namespace relais::gateway::screens
