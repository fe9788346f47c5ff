#include "services/gateway/screens/listing_screen.hpp"

#include <algorithm>
#include <array>
#include <set>

#include <google/protobuf/util/time_util.h>
#include <relais_screens_embedded.hpp>

#include "common/hsds/levels.hpp"
#include "common/hsds/phone.hpp"
#include "common/hsds/rows.hpp"
#include "common/hsds/tables.hpp"
#include "common/words/instants.hpp"
#include "services/gateway/screens/template.hpp"

namespace relais::gateway::screens {
namespace {

using hsds::Row;
using hsds::value_of;

// An id of the field may be any text.
std::string in_address(std::string_view id) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string out;
    for (const char c : id) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                           (c >= '0' && c <= '9') || c == '-' || c == '_';
        const auto byte = static_cast<unsigned char>(c);
        if (plain)
            out += c;
        else
            out.append("%").append(1, digits[byte >> 4]).append(1, digits[byte & 15U]);
    }
    return out;
}

// A section of a template is left out by "false", not by an empty text.
void set_if_said(Data& data, const char* name, const std::string& text) {
    if (text.empty())
        data.set(name, false);
    else
        data.set(name, text);
}

void set_freshness(const View& view, const v1::FoundListing& about, Data& data) {
    const auto ms = google::protobuf::util::TimeUtil::TimestampToMilliseconds(about.assured());
    const auto day = words::date(view.language, ms, view.zone);
    data.set("assured",
             about.assured_by().empty()
                 ? view.say("listings.assured", {{"day", day}})
                 : view.say("listings.assured_by", {{"day", day}, {"who", about.assured_by()}}));
    data.set("stale", about.stale());
    data.set("level", view.say("confidentiality." + v1::Confidentiality::Code_Name(about.level())));
    data.set("guarded", about.level() > v1::Confidentiality::members);
}

template <class Texts>
std::string with_commas(const Texts& texts) {
    std::string all;
    for (const auto& text : texts) all.append(all.empty() ? "" : ", ").append(text);
    return all;
}

Data hit_of(const View& view, const v1::FoundListing& found) {
    Data hit = object();
    hit.set("href", "/listings/" + in_address(found.id()));
    hit.set("title", found.title());
    set_if_said(hit, "services", with_commas(found.services()));
    set_if_said(hit, "territories", with_commas(found.territories()));
    set_freshness(view, found, hit);
    return hit;
}

Data hits_of(const View& view, const v1::FoundListings& found) {
    Data hits = list();
    for (const auto& one : found.listings()) hits.push_back(hit_of(view, one));
    return hits;
}

// "MO,TU" of the standard, in her language.
std::string days(const View& view, std::string_view codes) {
    constexpr std::array names = {"MO", "TU", "WE", "TH", "FR", "SA", "SU"};
    constexpr std::int64_t monday_ms = 1'704'110'400'000;  // 1 January 2024, noon
    std::string all;
    for (std::int64_t day = 0; day < 7; ++day)
        if (codes.contains(names[static_cast<std::size_t>(day)]))
            all.append(all.empty() ? "" : ", ")
                .append(words::short_weekday(view.language, monday_ms + day * 86'400'000, "UTC"));
    return all;
}

class Page {
public:
    Page(const View& view, const v1::Listing& listing) : view_(view), listing_(listing) {}

    // Rows of a table that hang under a row.
    [[nodiscard]] std::vector<const Row*> under(std::string_view table, const Row& above) const {
        std::vector<const Row*> rows;
        for (const auto& row : listing_.rows()) {
            if (row.table() != table) continue;
            const auto links = hsds::links_of(row);
            if (std::ranges::any_of(links, [&](const hsds::Link& link) {
                    return link.hangs && link.id == above.id() &&
                           (link.table == above.table() || link.table == "*");
                }))
                rows.push_back(&row);
        }
        return rows;
    }

    // A telephone is a link only when it is certainly a number.
    [[nodiscard]] Data phones(const Row& above) const {
        Data phones = list();
        for (const auto* row : under("phone", above)) {
            const auto number = value_of(*row, "number");
            const auto extension = value_of(*row, "extension");
            const auto dialled = hsds::dialled(number, extension);
            std::string shown(number);
            if (!extension.empty())
                shown += ", " + view_.say("listings.extension", {{"n", std::string(extension)}});
            Data phone = object();
            phone.set("number", shown);
            phone.set("dialled", dialled.has_value());
            phone.set("href", dialled ? "tel:" + *dialled : std::string{});
            set_if_said(phone, "note", std::string(value_of(*row, "description")));
            phones.push_back(std::move(phone));
        }
        return phones;
    }

    [[nodiscard]] std::vector<std::string> hours(const Row& above) const {
        std::vector<std::string> all;
        for (const auto* row : under("schedule", above)) {
            auto text = std::string(value_of(*row, "description"));
            const auto opens = value_of(*row, "opens_at").substr(0, 5);
            const auto closes = value_of(*row, "closes_at").substr(0, 5);
            if (!opens.empty())
                text = days(view_, value_of(*row, "byday")) + " " + std::string(opens) + " – " +
                       std::string(closes) + (text.empty() ? "" : " · " + text);
            if (!text.empty()) all.push_back(std::move(text));
        }
        return all;
    }

    // Facts of a row: its name in words, and what the rows below say of it.
    [[nodiscard]] Data facts(const Row& above) const {
        Data facts = list();
        const auto add = [&](const char* key, const std::vector<std::string>& values) {
            if (values.empty()) return;
            Data fact = object();
            fact.set("name", view_.say(std::string("listings.") + key));
            fact.set("value", with_commas(values));
            facts.push_back(std::move(fact));
        };
        const auto named = [&](const char* table, std::string_view field) {
            std::vector<std::string> values;
            for (const auto* row : under(table, above))
                if (const auto value = value_of(*row, field); !value.empty())
                    values.emplace_back(value);
            return values;
        };
        add("hours", hours(above));
        add("areas", named("service_area", "name"));
        add("languages", named("language", "name"));
        add("documents", named("required_document", "document"));
        auto costs = named("cost_option", "amount_description");
        if (const auto fees = value_of(above, "fees_description"); !fees.empty())
            costs.emplace_back(fees);
        add("cost", costs);
        add("accessibility", named("accessibility", "description"));
        return facts;
    }

    [[nodiscard]] Data card(const Row& row) const {
        Data card = object();
        card.set("title", std::string(value_of(row, "name")));
        set_if_said(card, "text", std::string(value_of(row, "description")));
        const auto level = hsds::level_named(value_of(row, hsds::confidentiality_field));
        const bool guarded = level && *level > hsds::Level::members;
        set_if_said(card, "level",
                    guarded ? view_.say("confidentiality." + hsds::Level::Code_Name(*level))
                            : std::string{});
        card.set("phones", phones(row));
        card.set("facts", facts(row));
        std::vector<std::string> where;
        for (const auto* address : under("address", row)) {
            std::vector<std::string> parts;
            for (const auto* field : {"address_1", "address_2", "city", "postal_code"})
                if (const auto value = value_of(*address, field); !value.empty())
                    parts.emplace_back(value);
            where.push_back(with_commas(parts));
        }
        if (row.table() == "service") where = places_of(row);
        if (row.table() == "contact")
            for (const auto* field : {"title", "email"})
                if (const auto value = value_of(row, field); !value.empty())
                    where.emplace_back(value);
        set_if_said(card, "where", with_commas(where));
        return card;
    }

    [[nodiscard]] Data cards(std::string_view table) const {
        Data cards = list();
        for (const auto& row : listing_.rows())
            if (row.table() == table) cards.push_back(card(row));
        return cards;
    }

    [[nodiscard]] const Row* first(std::string_view table) const {
        const auto found = std::ranges::find(listing_.rows(), table, &Row::table);
        return found == listing_.rows().end() ? nullptr : &*found;
    }

private:
    [[nodiscard]] std::vector<std::string> places_of(const Row& service) const {
        std::vector<std::string> names;
        const hsds::Index index(listing_.rows());
        for (const auto* at : under("service_at_location", service))
            if (const auto place = index.find("location", value_of(*at, "location_id")))
                if (const auto name = value_of(listing_.rows(static_cast<int>(*place)), "name");
                    !name.empty())
                    names.emplace_back(name);
        return names;
    }

    const View& view_;
    const v1::Listing& listing_;
};

}  // namespace

std::string listings_view(const View& view, const ListingsPage& page) {
    Data data = object();
    data.set("text", page.text);
    data.set("hits", hits_of(view, page.found));
    data.set("empty", page.found.listings().empty());
    data.set("more", page.found.more());
    data.set("reading", page.found.reading());
    data.set("to_check", hits_of(view, page.to_check));
    data.set("has_to_check", !page.to_check.listings().empty());
    return fill(view.words, view.language, embedded::listings_mustache(), std::move(data));
}

std::string listing_view(const View& view, const v1::ListingReading& reading, const Forms& forms) {
    const auto& about = reading.about();
    const Page page(view, reading.listing());
    Data data = object();
    data.set("title", about.title());
    set_freshness(view, about, data);
    data.set("may_change", about.may_change());
    data.set("csrf", forms.csrf);
    data.set("has_notice", !forms.notice.empty());
    data.set("notice", forms.notice);
    set_if_said(data, "source",
                about.source().empty() ? std::string{}
                                       : view.say("listings.from", {{"source", about.source()}}));
    const auto* organization = page.first("organization");
    set_if_said(data, "text",
                organization == nullptr ? std::string{}
                                        : std::string(value_of(*organization, "description")));
    Data sections = list();
    const auto section = [&](const char* key, Data cards, bool any) {
        if (!any) return;
        Data one = object();
        one.set("name", view.say(std::string("listings.") + key));
        one.set("cards", std::move(cards));
        sections.push_back(std::move(one));
    };
    for (const auto& [table, key] :
         {std::pair{"service", "services"}, std::pair{"location", "places"},
          std::pair{"contact", "people"}})
        section(key, page.cards(table), page.first(table) != nullptr);
    data.set("phones", organization == nullptr ? list() : page.phones(*organization));
    data.set("has_phones", organization != nullptr && !page.under("phone", *organization).empty());
    data.set("sections", std::move(sections));
    return fill(view.words, view.language, embedded::listing_mustache(), std::move(data));
}

}  // namespace relais::gateway::screens
