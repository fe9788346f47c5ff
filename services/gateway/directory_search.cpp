// Finding entries of the directory by what one remembers of them.
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "common/domain/on_call_answers.hpp"
#include "services/gateway/directory_desk.hpp"
#include "services/gateway/screens/joined.hpp"
#include "services/gateway/seen_names.hpp"

namespace relais::gateway {
namespace {

constexpr int found_max = 50;
// Opening cards and folding names takes some microseconds each: pages leave in between.
constexpr std::size_t lines_a_turn = 64;

std::vector<std::string> split(const std::string& folded) {
    std::vector<std::string> words;
    std::size_t begin = 0;
    while (begin < folded.size()) {
        const auto end = std::min(folded.find(' ', begin), folded.size());
        if (end > begin) words.push_back(folded.substr(begin, end - begin));
        begin = end + 1;
    }
    return words;
}

std::string places(const domain::Directory& directory, const v1::Roster& roster,
                   words::Language language) {
    std::string text;
    for (const auto& id : roster.territories()) {
        const auto* territory = directory.territory(id);
        if (territory == nullptr) continue;
        text.append(text.empty() ? "" : ", ")
            .append(language == words::Language::fr ? territory->name_fr() : territory->name_en());
    }
    return text;
}

}  // namespace

// What the coalition and its rules are made of: few, and without a name to open.
template <class Add>
void DirectorySearch::add_rules(const v1::Directory& data, const Add& add) const {
    const auto named = [&](const char* kind, const auto& entries) {
        for (const auto& one : entries) add(kind, one.id(), one.name_fr() + " " + one.name_en());
    };
    const auto both = [&](const std::string& key) {
        return ports_.words.say(words::Language::fr, key) + " " +
               ports_.words.say(words::Language::en, key);
    };
    named("territory", data.territories());
    named("committee", data.committees());
    named("criterion", data.criteria());
    for (const auto& one : data.clocks())
        add("clock", one.id(), one.words_fr() + " " + one.words_en());
    for (const auto& one : data.ladders()) add("ladder", one.id(), {});
    for (const auto& one : data.packages()) add("package", one.id(), {});
    for (const auto& one : data.need_rules()) {
        const auto& id = v1::Need::Kind_Name(one.need());
        add("need_rule", id, both("need." + id));
    }
    for (const auto& one : data.milestones()) {
        const auto& id = v1::Milestone::Kind_Name(one.milestone());
        add("milestone", id, both("milestone." + id));
    }
}

awaitable<std::shared_ptr<const std::vector<DirectorySearch::Line>>> DirectorySearch::lines() {
    const auto directory = ports_.directory.current();
    if (lines_ != nullptr && revision_ == directory->revision()) co_return lines_;
    const auto& data = directory->data();
    auto lines = std::make_shared<std::vector<Line>>();
    const auto executor = co_await boost::asio::this_coro::executor;
    const auto add = [&](std::string kind, const std::string& id, const std::string& text,
                         const std::string& name = {}, const std::string& organization = {}) {
        auto& line = lines->emplace_back();
        line.entry.set_kind(std::move(kind));
        line.entry.set_id(id);
        line.text = folding_(id + " " + text);
        line.name = folding_(name);
        line.organization = organization;
        return lines->size() % lines_a_turn == 0;
    };
    const auto sector_words = [&](const std::string& sector) {
        const std::string key =
            sector == "coordination" ? std::string("on_call.coordination") : "sector." + sector;
        return ports_.words.say(words::Language::fr, key) + " " +
               ports_.words.say(words::Language::en, key);
    };
    for (const auto& one : data.organizations())
        add("organization", one.id(),
            one.name() + " " + sector_words(v1::Sector::Code_Name(one.sector())));
    for (const auto& one : data.people()) {
        const auto* organization = directory->organization(one.organization());
        const std::string text = (organization == nullptr ? "" : organization->name()) + " " +
                                 screens::joined(one.languages());
        if (add("person", one.id(), text, ports_.desk.name_of(one.id()), one.organization()))
            co_await boost::asio::post(executor, boost::asio::use_awaitable);
    }
    for (const auto& one : data.rosters()) {
        const auto* organization = directory->organization(one.organization());
        const std::string text = (organization == nullptr ? "" : organization->name()) + " " +
                                 sector_words(domain::sector_name(one)) + " " +
                                 places(*directory, one, words::Language::fr) + " " +
                                 places(*directory, one, words::Language::en);
        if (add("roster", one.id(), text))
            co_await boost::asio::post(executor, boost::asio::use_awaitable);
    }
    add_rules(data, add);
    lines_ = std::move(lines);
    revision_ = directory->revision();
    co_return lines_;
}

awaitable<v1::FoundEntries> DirectorySearch::find(Search search, v1::Account by) {
    const auto lines = co_await this->lines();
    const auto directory = ports_.directory.current();
    const auto words = split(folding_(search.text));
    v1::FoundEntries found;
    found.set_revision(directory->revision());
    for (const auto& line : *lines) {
        if (!search.kind.empty() && search.kind != line.entry.kind()) continue;
        const bool named = !line.name.empty() && sees_name(by, line.organization);
        const bool fits = std::ranges::all_of(words, [&](const std::string& word) {
            return line.text.contains(word) || (named && line.name.contains(word));
        });
        if (!fits) continue;
        if (found.entries_size() == found_max) {
            found.set_more(true);
            break;
        }
        auto& entry = *found.add_entries();
        *entry.mutable_entry() = line.entry;
        describe_entry(ports_, *directory, search.language, by, entry);
    }
    co_return found;
}

void describe_entry(const ApiPorts& ports, const domain::Directory& directory,
                    words::Language language, const v1::Account& by, v1::FoundEntry& entry) {
    const auto& id = entry.entry().id();
    const auto& kind = entry.entry().kind();
    const auto sector = [&](const std::string& code) {
        return ports.words.say(language, code == "coordination"
                                             ? std::string("on_call.coordination")
                                             : "sector." + code);
    };
    entry.set_title(id);
    if (const auto* one = kind == "organization" ? directory.organization(id) : nullptr) {
        entry.set_title(one->name());
        if (one->sector() != v1::Sector::unknown)
            entry.set_detail(sector(v1::Sector::Code_Name(one->sector())));
    } else if (const auto* person = kind == "person" ? directory.person(id) : nullptr) {
        if (sees_name(by, person->organization())) entry.set_title(ports.desk.name_of(id));
        if (const auto* organization = directory.organization(person->organization()))
            entry.set_detail(organization->name());
    } else if (const auto* territory = kind == "territory" ? directory.territory(id) : nullptr) {
        entry.set_title(language == words::Language::fr ? territory->name_fr()
                                                        : territory->name_en());
        entry.set_detail(id);
    } else if (kind == "need_rule" || kind == "milestone") {
        entry.set_title(
            ports.words.say(language, (kind == "milestone" ? "milestone." : "need.") + id));
    } else if (kind == "committee" || kind == "criterion") {
        const auto name = [&](const auto& entries) {
            const auto found =
                std::ranges::find_if(entries, [&](const auto& one) { return one.id() == id; });
            if (found != entries.end())
                entry.set_title(language == words::Language::fr ? found->name_fr()
                                                                : found->name_en());
        };
        kind == "committee" ? name(directory.data().committees())
                            : name(directory.data().criteria());
    } else if (kind == "clock") {
        const auto clock = std::ranges::find(directory.data().clocks(), id, &v1::ClockRule::id);
        if (clock == directory.data().clocks().end()) return;
        entry.set_title(language == words::Language::fr ? clock->words_fr() : clock->words_en());
    } else if (kind == "roster") {
        const auto roster = std::ranges::find(directory.data().rosters(), id, &v1::Roster::id);
        if (roster == directory.data().rosters().end()) return;
        entry.set_title(sector(domain::sector_name(*roster)));
        entry.set_detail(places(directory, *roster, language));
    }
}

}  // namespace relais::gateway
