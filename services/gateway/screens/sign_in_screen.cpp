#include "services/gateway/screens/sign_in_screen.hpp"

#include <algorithm>

#include <relais_screens_embedded.hpp>

#include "services/gateway/screens/template.hpp"

namespace relais::gateway::screens {

std::string sign_in_view(const View& view, const std::string& next, const std::string& wrong) {
    Data data = object();
    data.set("next", local_path(next));
    if (!wrong.empty()) data.set("wrong", wrong);
    return fill(view.words, view.language, embedded::sign_in_mustache(), std::move(data));
}

std::string home_view(const View& view, const OwnLinks& own,
                      const std::vector<Frame::Link>& doors) {
    Data data = object();
    Data links = list();
    for (const auto& door : doors) {
        Data one = object();
        one.set("href", door.href);
        one.set("words", door.words);
        links.push_back(std::move(one));
    }
    data.set("has_doors", !doors.empty());
    data.set("doors", std::move(links));
    own.write(data);
    return fill(view.words, view.language, embedded::home_mustache(), std::move(data));
}

std::string local_path(const std::string& wanted) {
    const bool plain = std::ranges::all_of(
        wanted, [](unsigned char c) { return c > 0x20 && c < 0x7f && c != '\\'; });
    const bool local = wanted.starts_with('/') && !wanted.starts_with("//");
    return plain && local ? wanted : "/";
}

}  // namespace relais::gateway::screens
