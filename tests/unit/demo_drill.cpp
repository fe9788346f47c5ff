#include "tests/unit/demo_drill.hpp"

#include <algorithm>
#include <fstream>
#include <sstream>

#include <google/protobuf/util/json_util.h>

namespace relais::test {

domain::DirectoryPtr demo_directory() {
    static const auto read = [] {
        const std::ifstream file(std::string(DEMO_DIR) + "/directory.json");
        std::ostringstream text;
        text << file.rdbuf();
        v1::DirectoryFile demo;
        const auto status = google::protobuf::util::JsonStringToMessage(text.str(), &demo);
        EXPECT_TRUE(status.ok()) << status.ToString();
        EXPECT_TRUE(domain::faults_of(demo.directory()).empty());
        return std::make_shared<const domain::Directory>(std::move(*demo.mutable_directory()));
    }();
    return read;
}

Drill::Drill(std::initializer_list<v1::Need::Kind> needs) {
    alert.set_territory("06");
    for (const auto kind : needs) alert.add_needs()->set_need(kind);
    by.set_role(v1::Role::worker);
    by.set_person("demo-worker");
    by.set_organization("hopital-clairiere");
}

Drill& Drill::rehearse() {
    auto told = domain::rehearse(alert, by, *directory, at, known);
    EXPECT_TRUE(told.has_value());
    if (told) answer = std::move(*told);
    return *this;
}

const v1::MatchNeed* Drill::need(v1::Need::Kind kind) const {
    const auto found = std::ranges::find(answer.needs(), kind, &v1::MatchNeed::need);
    return found == answer.needs().end() ? nullptr : &*found;
}

People Drill::called(v1::Need::Kind kind, int rung) const {
    People people;
    const auto* of = need(kind);
    EXPECT_TRUE(of != nullptr && rung < of->rungs_size());
    if (of == nullptr || rung >= of->rungs_size()) return people;
    for (const auto& pick : of->rungs(rung).picks())
        if (!pick.copy()) people.insert(pick.person());
    return people;
}

People Drill::organizations(v1::Need::Kind kind, int rung) const {
    People found;
    for (const auto& person : called(kind, rung))
        found.insert(directory->person(person)->organization());
    return found;
}

People Drill::passed_over(v1::Need::Kind kind, v1::Reason::Code why) const {
    People people;
    const auto* of = need(kind);
    if (of == nullptr) return people;
    for (const auto& rung : of->rungs())
        for (const auto& passed : rung.passed_over())
            if (passed.reasons(0) == why) people.insert(passed.person());
    return people;
}

bool Drill::every_call_says(v1::Need::Kind kind, v1::Reason::Code why, int rung) const {
    return std::ranges::all_of(need(kind)->rungs(rung).picks(), [&](const auto& pick) {
        return std::ranges::find(pick.reasons(), why) != pick.reasons().end();
    });
}

}  // namespace relais::test
