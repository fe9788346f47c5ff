#include "services/gateway/screens/template.hpp"

#include <cstdint>

#include <relais_screens_embedded.hpp>

#include "common/base/check.hpp"
#include "services/gateway/screens/view.hpp"

namespace relais::gateway::screens {
namespace {

// FNV-1a: it only has to change when the file does.
std::string hash_of(std::string_view content) {
    std::uint64_t hash = 0xcbf29ce484222325ULL;
    for (const char c : content) {
        hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
    }
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    for (int shift = 60; shift >= 0; shift -= 4) text += digits[(hash >> shift) & 0xf];
    return text;
}

Data nav_of(const Frame& frame) {
    Data nav = list();
    for (const auto& link : frame.nav) {
        Data one = object();
        one.set("href", link.href);
        one.set("words", link.words);
        one.set("here", link.here);
        nav.push_back(std::move(one));
    }
    return nav;
}

void set_told(Data& data, const std::string& name, const std::string& value) {
    if (!value.empty()) data.set(name, value);
}

}  // namespace

namespace {

std::string filled(const std::function<std::string(const std::string&)>& say,
                   const std::string& text, Data data) {
    data.set("t", Data{kainjow::mustache::lambda{[&](const std::string& key) {
                 return kainjow::mustache::html_escape(say(key));
             }}});
    // The fields of a form look the same on every screen.
    data.set("form_fields",
             Data{kainjow::mustache::partial{[] { return embedded::fields_mustache(); }}});
    kainjow::mustache::mustache made{text};
    check(made.is_valid(), "a template can be read: " + made.error_message());
    return made.render(data);
}

}  // namespace

std::string fill(const words::Words& words, words::Language language, const std::string& text,
                 Data data) {
    return filled([&](const std::string& key) { return words.say(language, key); }, text,
                  std::move(data));
}

std::string fill(const View& view, const std::string& text, Data data) {
    return filled([&](const std::string& key) { return view.say(key); }, text, std::move(data));
}

std::string framed(const words::Words& words, const Frame& frame, const std::string& inside) {
    Data data = object();
    data.set("lang", std::string(words::tag(frame.language)));
    data.set("title", frame.title);
    data.set("kind", frame.kind);
    data.set("path", frame.path + (frame.path.contains('?') ? "&" : "?") + "lang=");
    data.set("icon", address_of("/icon.svg"));
    data.set("style", address_of("/style.css"));
    if (frame.script) data.set("script", address_of("/live.js"));
    set_told(data, "csrf", frame.csrf);
    set_told(data, "exit", frame.exit_url);
    set_told(data, "feed", frame.feed);
    if (frame.refresh_s > 0) data.set("refresh_s", std::to_string(frame.refresh_s));
    data.set("links_home", !frame.csrf.empty());
    data.set("has_nav", !frame.nav.empty());
    data.set("nav", nav_of(frame));
    data.set("main", inside);
    return fill(words, frame.language, embedded::frame_mustache(), std::move(data));
}

const std::vector<File>& files() {
    static const std::vector<File> all{
        {"/style.css", "text/css; charset=utf-8", embedded::style_css},
        {"/print.css", "text/css; charset=utf-8", embedded::print_css},
        {"/live.js", "text/javascript; charset=utf-8", embedded::live_js},
        {"/icon.svg", "image/svg+xml", embedded::icon_svg},
    };
    return all;
}

std::string address_of(std::string_view path) {
    for (const auto& file : files()) {
        if (file.path == path) return file.path + "?v=" + hash_of(file.content());
    }
    check(false, "a screen links to a file that is served: " + std::string(path));
    return {};
}

}  // namespace relais::gateway::screens
