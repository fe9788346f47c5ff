// Listings of the field: found, read, put, removed, assured, and taken out as HSDS. Whatever is
// given has gone through the caller's level.
#include <algorithm>

#include "common/hsds/grouping.hpp"
#include "common/hsds/packages.hpp"
#include "common/hsds/tables.hpp"
#include "services/gateway/api_support.hpp"
#include "services/gateway/listings_desk.hpp"

namespace relais::gateway {
namespace {

using AnyResponse = Answered<http::Response>;
using hsds::Level;

constexpr std::size_t faults_told_max = 100;

Refused invalid(std::string detail) {
    return {.status = 400, .code = "invalid_field", .detail = std::move(detail)};
}

Answered<Level::Code> level_in(const http::Request& request) {
    const auto text = request.query_value("level");
    if (text.empty()) return Level::unknown;
    const auto level = hsds::level_named(text);
    if (!level) return std::unexpected(invalid("level: public, members, restricted or hidden"));
    return *level;
}

awaitable<AnyResponse> find_listings(ApiPorts& ports, const http::Request& request,
                                     const Caller& caller) {
    const auto level = level_in(request);
    if (!level) co_return std::unexpected(level.error());
    const auto stale = request.query_value("stale");
    if (!stale.empty() && stale != "true" && stale != "false")
        co_return std::unexpected(invalid("stale: true or false"));
    const auto found = co_await ports.listings.find({.text = request.query_value("q"),
                                                     .level = *level,
                                                     .stale = stale == "true",
                                                     .id = request.query_value("id")},
                                                    caller.account);
    co_return message_response(200, request, found, Absent::shown);
}

awaitable<AnyResponse> get_listing(ApiPorts& ports, const http::Request& request,
                                   const Caller& caller) {
    const auto reading = co_await ports.listings.read(request.params.at("id"), caller.account);
    if (!reading) co_return std::unexpected(reading.error());
    co_return message_response(200, request, *reading);
}

std::vector<domain::DirectoryFault> told(const hsds::Package& package) {
    std::vector<domain::DirectoryFault> faults;
    for (const auto& fault : package.faults) {
        if (faults.size() == faults_told_max) break;
        faults.push_back({fault.file + ":" + std::to_string(fault.row) + " " + fault.table +
                              (fault.field.empty() ? "" : "." + fault.field),
                          fault.code, fault.value.empty() ? fault.id : fault.value});
    }
    return faults;
}

// What a caller writes row by row is looked at like a file.
void look_at(const v1::Listing& listing, hsds::Package& package) {
    package.files = {"listing"};
    for (const auto& row : listing.rows()) {
        package.rows.push_back(row);
        package.places.push_back({0, static_cast<std::uint32_t>(package.rows.size()), false});
    }
    hsds::inspect(package);
    std::erase_if(package.faults,
                  [](const hsds::Fault& fault) { return hsds::bearable(fault.code); });
    std::set<std::string> known;
    for (std::uint32_t number = 0; number < package.rows.size(); ++number) {
        const auto& row = package.rows[number];
        const auto fault = [&](const char* code, const std::string& field) {
            package.faults.push_back(
                {"listing", number + 1, row.table(), row.id(), field, code, row.id()});
        };
        if (row.id().empty() || row.table().empty()) fault("id_missing", "id");
        if (!known.insert(row.table() + "/" + row.id()).second) fault("id_twice", "id");
        for (const auto& field : row.fields())
            if (field.value().size() > hsds::field_bytes_max) fault("text_too_long", field.name());
    }
}

// Either a ListingChange, or an organization as the standard's JSON has it, with everything in it.
Answered<v1::ListingChange> change_in(const http::Request& request, hsds::Package& package) {
    v1::ListingChange change;
    if (auto read = read_body(request, change)) {
        look_at(change.listing(), package);
        return change;
    } else if (read.error().code != "unknown_field") {
        return std::unexpected(read.error());
    }
    change.Clear();
    package = hsds::read_json_text(request.body, "body");
    const auto references_only = [](const hsds::Fault& fault) {
        return fault.code == "reference_missing";  // a part of a directory may refer to the rest
    };
    hsds::inspect(package);
    std::erase_if(package.faults, references_only);
    for (auto& row : package.rows) *change.mutable_listing()->add_rows() = std::move(row);
    change.mutable_listing()->set_id(request.params.at("id"));
    change.set_organization(request.query_value("organization"));
    change.set_source(request.query_value("source"));
    return change;
}

bool is_of(const v1::Listing& listing, const std::string& id) {
    return listing.id() == id && std::ranges::any_of(listing.rows(), [&](const auto& row) {
               return (row.table() == "organization" && row.id() == id) ||
                      row.table() + ":" + row.id() == id;
           });
}

awaitable<AnyResponse> put_listing(ApiPorts& ports, const http::Request& request,
                                   const Caller& caller) {
    hsds::Package package;
    auto change = co_await ports.workers.run([&] { return change_in(request, package); });
    if (!change) co_return std::unexpected(change.error());
    if (!package.faults.empty())
        co_return ports.problems.answer(told(package), request, caller.account.language(),
                                        "listing_faulty");
    if (!is_of(change->listing(), request.params.at("id")))
        co_return std::unexpected(invalid("id: the organization of the listing"));
    const auto answer = co_await ports.listings.put(std::move(*change), caller.account);
    if (!answer) co_return std::unexpected(answer.error());
    co_return message_response(200, request, *answer, Absent::shown);
}

AnyResponse version_response(const Answered<std::uint64_t>& version) {
    if (!version) return std::unexpected(version.error());
    return json_response(200, "{\"version\":" + std::to_string(*version) + "}");
}

awaitable<AnyResponse> post_removal(ApiPorts& ports, const http::Request& request,
                                    const Caller& caller) {
    co_return version_response(
        co_await ports.listings.remove(request.params.at("id"), "removed", caller.account));
}

awaitable<AnyResponse> post_assurance(ApiPorts& ports, const http::Request& request,
                                      const Caller& caller) {
    co_return version_response(
        co_await ports.listings.assure(request.params.at("id"), caller.account));
}

// JSON: one HSDS text. CSV: the files of a package with their names, or one of them alone.
std::string exported(const ListingsDesk::Export& listings, bool csv, const std::string& file) {
    const auto rows = hsds::rows_of(listings());
    if (!csv) return hsds::write_json(rows);
    std::string out = "{\"files\":[";
    for (const auto& each : hsds::write_csv(rows)) {
        if (!file.empty() && each.name == file) return each.bytes;
        out += (out.back() == '[' ? "" : ",") + ("{\"name\":" + hsds::json_text(each.name)) +
               ",\"text\":" + hsds::json_text(each.bytes) + "}";
    }
    return file.empty() ? out + "]}" : std::string{};
}

awaitable<AnyResponse> export_listings(ApiPorts& ports, const http::Request& request,
                                       const Caller& caller) {
    const auto level = level_in(request);
    if (!level) co_return std::unexpected(level.error());
    const auto form = request.query_value("form");
    if (!form.empty() && form != "json" && form != "csv")
        co_return std::unexpected(invalid("form: json or csv"));
    const auto file = request.query_value("file");
    const bool csv = form == "csv";
    auto text =
        co_await ports.workers.run([listings = ports.listings.export_for(caller.account, *level),
                                    csv, file] { return exported(listings, csv, file); });
    // A table in which she sees nothing is empty; a name that is none is a mistake.
    const auto table = file.substr(0, file.rfind('.'));
    if (csv && !file.empty() && text.empty() && hsds::table_named(table) == nullptr)
        co_return std::unexpected(invalid("file"));
    auto response = json_response(200, std::move(text));
    if (csv && !file.empty() && file.ends_with(".csv"))
        response.fields.front().second = "text/csv; charset=utf-8";
    co_return response;
}

}  // namespace

void add_listing_routes(Routes& routes, ApiPorts& ports) {
    const auto add = [&](http::Method method, std::string pattern, std::size_t body_max,
                         auto answer) {
        routes.push_back({method, std::move(pattern), body_max,
                          for_everyone(ports, [&ports, answer](const http::Request& request,
                                                               const Caller& caller) {
                              return answer(ports, request, caller);
                          })});
    };
    add(http::Method::get, "/v1/listings", 0, find_listings);
    add(http::Method::get, "/v1/listings/export", 0, export_listings);
    add(http::Method::get, "/v1/listings/{id}", 0, get_listing);
    // An organization of some thousand rows; a whole directory is put one by one.
    add(http::Method::put, "/v1/listings/{id}", hsds::listing_bytes_max, put_listing);
    add(http::Method::post, "/v1/listings/{id}/removal", 1u << 10, post_removal);
    add(http::Method::post, "/v1/listings/{id}/assurance", 1u << 10, post_assurance);
}

}  // namespace relais::gateway
