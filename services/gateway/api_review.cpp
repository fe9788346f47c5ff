// What is looked back at: a case without anybody in it, and the coalition's figures.
#include "services/gateway/api_support.hpp"
#include "services/gateway/csv_text.hpp"
#include "services/gateway/screens/figures_screen.hpp"

namespace relais::gateway {
namespace {

using AnyResponse = Answered<http::Response>;

awaitable<AnyResponse> get_review_pack(ApiPorts& ports, const http::Request& request,
                                       const Caller& caller) {
    const auto pack = co_await ports.desk.review_pack(request.params.at("id"), caller.account);
    if (!pack) co_return std::unexpected(pack.error());
    co_return message_response(200, request, *pack);
}

awaitable<AnyResponse> get_figures(ApiPorts& ports, const http::Request& request,
                                   const Caller& caller) {
    const auto format = format_in(request, {"json", "csv"});
    if (!format) co_return std::unexpected(format.error());
    const auto period = figure_month(request.query_value("month"), ports.clock.now());
    if (!period) co_return std::unexpected(period.error());
    auto figures = co_await ports.figures.read(*period, caller.account);
    if (!figures) co_return std::unexpected(figures.error());
    const screens::View view{.words = ports.words,
                             .language = export_language(request, caller.account),
                             .now = ports.clock.now()};
    screens::say_rows(view, *ports.directory.current(), *figures);
    if (*format == "json") co_return message_response(200, request, *figures);
    std::string csv;
    for (const auto& line : screens::figures_rows(view, *figures)) csv += csv_line(line);
    co_return file_response("text/csv; charset=utf-8; header=present", "relais-72.csv",
                            std::move(csv));
}

}  // namespace

void add_review_routes(Routes& routes, ApiPorts& ports) {
    routes.push_back(
        {http::Method::get, "/v1/cases/{id}/review-pack", 0,
         for_everyone(ports, [&ports](const http::Request& request, const Caller& caller) {
             return get_review_pack(ports, request, caller);
         })});
    const std::vector<v1::Role::Code> roles(screens::figure_roles.begin(),
                                            screens::figure_roles.end());
    routes.push_back(
        {http::Method::get, "/v1/figures", 0,
         for_roles(ports, roles, [&ports](const http::Request& request, const Caller& caller) {
             return get_figures(ports, request, caller);
         })});
}

}  // namespace relais::gateway
