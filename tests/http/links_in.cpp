#include "tests/http/links_in.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <ranges>
#include <string_view>

namespace relais::test {
namespace {

std::string unescaped(std::string text) {
    constexpr std::array<std::pair<std::string_view, char>, 5> all{
        {{"&quot;", '"'}, {"&#39;", '\''}, {"&lt;", '<'}, {"&gt;", '>'}, {"&amp;", '&'}}};
    for (const auto& [written, meant] : all)
        for (auto at = text.find(written); at != text.npos; at = text.find(written, at + 1))
            text.replace(at, written.size(), 1, meant);
    return text;
}

std::string attribute(std::string_view tag, std::string_view name) {
    const std::string before = " " + std::string(name) + "=\"";
    const auto at = tag.find(before);
    if (at == tag.npos) return {};
    const auto from = at + before.size();
    return unescaped(std::string(tag.substr(from, tag.find('"', from) - from)));
}

std::string encoded(std::string_view text) {
    static constexpr char digits[] = "0123456789ABCDEF";
    std::string all;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (std::isalnum(byte) != 0)
            all += c;
        else
            all += {'%', digits[byte >> 4], digits[byte & 15]};
    }
    return all;
}

bool elsewhere(std::string_view address) {
    return address.starts_with("http") || address.starts_with("tel:") ||
           address.starts_with("mailto:") || address.starts_with("webcal");
}

void add_link(const std::string& address, const std::string& path, const std::string& html,
              Links& found) {
    if (address.empty() || elsewhere(address)) return;
    if (address.front() == '#') {
        if (!html.contains(" id=\"" + address.substr(1) + "\"")) found.lost.push_back(address);
        return;
    }
    const auto whole = address.front() == '?' ? path + address : address;
    found.links.push_back(whole.substr(0, whole.find('#')));
}

}  // namespace

Links links_in(const std::string& html, const std::string& path) {
    Links found;
    bool posted = false;  // within a form
    for (auto at = html.find('<'); at != html.npos; at = html.find('<', at + 1)) {
        const auto tag = std::string_view(html).substr(at, html.find('>', at) - at);
        add_link(attribute(tag, "href"), path, html, found);
        add_link(attribute(tag, "src"), path, html, found);
        add_link(attribute(tag, "data-feed"), path, html, found);
        found.live = found.live || !attribute(tag, "data-feed").empty() ||
                     attribute(tag, "http-equiv") == "refresh";
        if (tag.starts_with("<form")) {
            const auto action = attribute(tag, "action");
            posted = attribute(tag, "method") == "post";
            if (posted) found.forms.push_back({action.empty() ? path : action, {}});
            if (!posted) add_link(action, path, html, found);
        }
        if (tag.starts_with("</form")) posted = false;
        if (posted && tag.starts_with("<input") && attribute(tag, "type") == "hidden")
            found.forms.back().hidden +=
                encoded(attribute(tag, "name")) + "=" + encoded(attribute(tag, "value")) + "&";
    }
    return found;
}

std::string kind_of_address(const std::string& address) {
    static constexpr std::array<std::string_view, 8> named{
        "cases", "rosters", "listings", "requests", "vouchers", "evidence", "a", "v"};
    const auto path = address.substr(0, address.find('?'));
    std::string kind;
    std::string_view before, first;  // parts
    for (const auto part : path | std::views::split('/')) {
        const std::string_view one(part);
        if (one.empty()) continue;
        // /directory/{kind}/{id}: the kind tells which screen it is.
        const bool id =
            std::ranges::find(named, before) != named.end() ||
            (first == "directory" && before != "directory" && before != "*" && one != "new");
        kind += id ? "/*" : "/" + std::string(one);
        if (first.empty()) first = one;
        before = id ? std::string_view("*") : one;
    }
    if (path.size() == address.size()) return kind;
    const auto query = address.substr(path.size() + 1);
    for (const auto part : query | std::views::split('&')) {
        const std::string_view one(part);
        kind += "&" + std::string(one.substr(0, one.find('=')));
    }
    return kind;
}

}  // namespace relais::test
