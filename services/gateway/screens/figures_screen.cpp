#include "services/gateway/screens/figures_screen.hpp"

#include <algorithm>
#include <set>

#include <relais_screens_embedded.hpp>

#include "common/words/instants.hpp"
#include "services/gateway/screens/joined.hpp"
#include "services/gateway/screens/template.hpp"

namespace relais::gateway::screens {
namespace {

using v1::Figure;
using Rows = google::protobuf::RepeatedPtrField<v1::FigureRow>;

// More names of left out groups than this are a number.
constexpr int names_max = 3;

std::string name_of(const View& view, const domain::Directory& directory, const std::string& by,
                    const std::string& group) {
    if (by == "territories") {
        const auto* known = directory.territory(group);
        if (known == nullptr) return group;
        return view.language == words::Language::fr ? known->name_fr() : known->name_en();
    }
    if (by == "hours") return view.say("figures.hour", {{"hour", group}});
    if (const auto key = "sector." + group; by == "sectors" && view.words.has(key))
        return view.say(key);
    const auto key = "need." + group;
    return view.words.has(key) ? view.say(key) : group;
}

std::string title_of(const View& view, const domain::Directory& directory, const std::string& by,
                     const v1::FigureRow& row) {
    if (row.rest_size() == 0) return name_of(view, directory, by, row.group());
    if (row.rest_size() > names_max)
        return view.say("figures.rest", {{"n", std::int64_t{row.rest_size()}}});
    std::vector<std::string> names;
    for (const auto& group : row.rest()) names.push_back(name_of(view, directory, by, group));
    return view.say("figures.rest_named", {{"names", joined(names)}});
}

std::string kind_of(const View& view, Figure::Kind kind) {
    const auto name = Figure::Kind_Name(kind);
    return kind <= Figure::handed_over ? view.say("milestone." + name)
                                       : view.say("figure_kind." + name);
}

std::string minutes_of(const View& view, std::uint32_t minutes) {
    return words::length(view.words, view.language, std::int64_t{minutes} * 60'000);
}

// "92 %", "14 (12 %)", and below "12 min · 40 min".
struct Told {
    std::string share;
    std::string minutes;
};

Told told_of(const View& view, const Figure& figure) {
    Told told;
    if (figure.has_share_percent())
        told.share = view.say("figures.share", {{"p", std::int64_t{figure.share_percent()}}});
    if (figure.has_number())
        told.share = view.say("figures.number",
                              {{"n", std::int64_t{figure.number()}}, {"share", told.share}});
    if (figure.has_median_minutes())
        told.minutes = minutes_of(view, figure.median_minutes()) + " · " +
                       minutes_of(view, figure.ninetieth_minutes());
    return told;
}

const Figure* figure_in(const v1::FigureRow& row, Figure::Kind kind) {
    const auto found =
        std::ranges::find(row.figures(), kind, [](const Figure& one) { return one.kind(); });
    return found == row.figures().end() ? nullptr : &*found;
}

std::set<Figure::Kind> kinds_in(const Rows& rows) {
    std::set<Figure::Kind> kinds;
    for (const auto& row : rows)
        for (const auto& figure : row.figures()) kinds.insert(figure.kind());
    return kinds;
}

class Tables {
public:
    explicit Tables(const View& view) : view_(view) {}

    // Every figure of everybody, a line each.
    [[nodiscard]] Data whole(const v1::Figures& figures) const {
        Data all = list();
        for (const auto* row : {&figures.cases(), &figures.needs()})
            for (const auto& figure : row->figures()) {
                const auto told = told_of(view_, figure);
                Data one = object();
                one.set("title", kind_of(view_, figure.kind()));
                one.set("share", told.share.empty() ? "–" : told.share);
                one.set("minutes", told.minutes.empty() ? "–" : told.minutes);
                all.push_back(std::move(one));
            }
        return all;
    }

    void add(Data& tables, const std::string& by, const Rows& rows) const {
        if (rows.empty()) return;
        const auto kinds = kinds_in(rows);
        Data heads = list();
        for (const auto kind : kinds) heads.push_back(Data{kind_of(view_, kind)});
        Data lines = list();
        for (const auto& row : rows) {
            lines.push_back(line(row, kinds, false));
            for (const auto& part : row.parts()) lines.push_back(line(part, kinds, true));
        }
        Data table = object();
        table.set("title", view_.say("figures." + by));
        table.set("counted", view_.say(by == "sectors" ? "figures.of_needs" : "figures.of_cases"));
        table.set("heads", std::move(heads));
        table.set("lines", std::move(lines));
        tables.push_back(std::move(table));
    }

private:
    [[nodiscard]] Data line(const v1::FigureRow& row, const std::set<Figure::Kind>& kinds,
                            bool part) const {
        Data cells = list();
        for (const auto kind : kinds) {
            const auto* figure = figure_in(row, kind);
            const auto told = figure == nullptr ? Told{"–", {}} : told_of(view_, *figure);
            Data cell = object();
            cell.set("share", told.share);
            if (!told.minutes.empty()) cell.set("minutes", told.minutes);
            cells.push_back(std::move(cell));
        }
        Data one = object();
        one.set("title", row.words());
        one.set("part", part);
        one.set("count", std::to_string(row.count()));
        one.set("cells", std::move(cells));
        return one;
    }

    const View& view_;
};

void set_figures(const View& view, const v1::Figures& figures, Data& data) {
    data.set("given", figures.given());
    data.set("few", view.say("figures.few", {{"least", std::int64_t{figures.least()}}}));
    data.set("left_out", view.say("figures.left_out", {{"least", std::int64_t{figures.least()}}}));
    if (!figures.given()) return;
    data.set("count",
             view.say("figures.count", {{"cases", std::int64_t{figures.cases().count()}},
                                        {"needs", std::int64_t{figures.needs().count()}}}));
    const Tables tables(view);
    data.set("whole", tables.whole(figures));
    Data all = list();
    tables.add(all, "territories", figures.territories());
    tables.add(all, "sectors", figures.sectors());
    tables.add(all, "hours", figures.hours());
    data.set("tables", std::move(all));
}

}  // namespace

void say_rows(const View& view, const domain::Directory& directory, v1::Figures& figures) {
    const auto say = [&](const char* by, google::protobuf::RepeatedPtrField<v1::FigureRow>& rows) {
        for (auto& row : rows) {
            row.set_words(title_of(view, directory, by, row));
            for (auto& part : *row.mutable_parts())
                part.set_words(title_of(view, directory, "needs", part));
        }
    };
    say("territories", *figures.mutable_territories());
    say("hours", *figures.mutable_hours());
    say("sectors", *figures.mutable_sectors());
    if (figures.has_cases()) figures.mutable_cases()->set_words(view.say("figures.of_cases"));
    if (figures.has_needs()) figures.mutable_needs()->set_words(view.say("figures.of_needs"));
}

std::string figures_view(const View& view, const v1::Figures* figures,
                         const FiguresChoice& choice) {
    Data data = object();
    data.set("month", choice.month);
    data.set("last", choice.last);
    if (!choice.wrong.empty()) data.set("wrong", choice.wrong);
    data.set("counted", figures != nullptr);
    if (figures != nullptr) set_figures(view, *figures, data);
    data.set("language", std::string(words::tag(view.language).substr(0, 2)));
    return fill(view.words, view.language, embedded::figures_mustache(), std::move(data));
}

std::vector<std::vector<std::string>> figures_rows(const View& view, const v1::Figures& figures) {
    std::vector<std::vector<std::string>> lines{
        {view.say("figures.table"), view.say("figures.group"), view.say("figures.how_many"),
         view.say("figures.figure"), view.say("figures.percent"), view.say("figures.how_often"),
         view.say("figures.median"), view.say("figures.ninetieth")}};
    const auto add = [&](const char* by, const v1::FigureRow& row) {
        const auto count = std::to_string(row.count());
        const auto table = view.say(std::string("figures.") + by);
        if (row.figures().empty()) lines.push_back({table, row.words(), count, "", "", "", "", ""});
        for (const auto& figure : row.figures()) {
            const auto number = [](bool there, std::uint32_t value) {
                return there ? std::to_string(value) : std::string{};
            };
            lines.push_back({table, row.words(), count, kind_of(view, figure.kind()),
                             number(figure.has_share_percent(), figure.share_percent()),
                             number(figure.has_number(), figure.number()),
                             number(figure.has_median_minutes(), figure.median_minutes()),
                             number(figure.has_ninetieth_minutes(), figure.ninetieth_minutes())});
        }
    };
    const auto add_all = [&](const char* by, const Rows& rows) {
        for (const auto& row : rows) {
            add(by, row);
            for (const auto& part : row.parts()) add("needs", part);
        }
    };
    if (figures.has_cases()) add("all", figures.cases());
    if (figures.has_needs()) add("all", figures.needs());
    add_all("territories", figures.territories());
    add_all("sectors", figures.sectors());
    add_all("hours", figures.hours());
    return lines;
}

}  // namespace relais::gateway::screens
