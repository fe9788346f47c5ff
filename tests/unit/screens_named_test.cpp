// People and organizations chosen by name: who is offered, and what a name becomes.
#include <array>
#include <cstdio>

#include "services/gateway/screens/case_forms.hpp"
#include "services/gateway/screens/named_choices.hpp"
#include "tests/unit/screens_routes.hpp"

namespace relais::gateway::screens {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

const std::string command = "csrf=token&command=0b6e1a52-0b1d-4c7e-9a51-3d6a1f2e8b01&action=";

std::string encoded(const std::string& text) {
    std::string all;
    for (const char c : text) {
        std::array<char, 4> byte{};
        (void)std::snprintf(byte.data(), byte.size(), "%%%02X", static_cast<unsigned char>(c));
        all += byte.data();
    }
    return all;
}

class ByName : public RoutesTest {
protected:
    ByName() : id_(desk_.open()) { coordinate(); }

    std::string words(const std::string& person) {
        return person_words(
            *drill_directory(), [this](const std::string& id) { return desk_.name_of(id); },
            person);
    }
    std::string screen() { return get("/cases/{id}", with("id", id_)).body; }
    http::Response send(const std::string& fields) {
        return post("/cases/{id}", command + fields, with("id", id_));
    }
    // What is offered to be asked by name.
    std::string offered() {
        const auto html = screen();
        const auto from = html.find("<datalist id=\"people\">");
        return html.substr(from, html.find("</datalist>", from) - from);
    }
    std::string somebody() { return run(desk_.people_to_ask(id_, {})).value().front().person; }

    std::string id_;
};

TEST_F(ByName, IsOfferedWhoMayBeAskedOnCallFirst) {
    const auto list = offered();
    EXPECT_THAT(list, AllOf(HasSubstr(words(somebody())), HasSubstr(", de garde en ce moment")));
    EXPECT_LT(list.find("de garde"), list.find("</option>")) << "whoever is on call comes first";
    for (const auto& person : drill_directory()->data().people())
        EXPECT_THAT(list, Not(HasSubstr("\"" + person.id() + "\""))) << "no id is shown";
}

TEST_F(ByName, AnEscortIsAskedAndLeftOutOnceSheSaidNo) {
    const auto person = somebody();
    const auto asked = send(
        "plan_escort&purpose=court&from=2026-11-21T20:00&until=2026-11-21T22:00"
        "&person=" +
        encoded(words(person)));
    EXPECT_EQ(asked.status, 303U) << asked.body;
    EXPECT_EQ(field(asked, "Location"), "/cases/" + id_ + "?done=plan_escort");
    ASSERT_EQ(desk_.commands.size(), 1U);
    EXPECT_EQ(desk_.commands[0].plan_escort().person(), person);
    EXPECT_THAT(offered(), HasSubstr(words(person)));
    v1::Command no;
    no.mutable_answer_escort()->set_escort(desk_.reading(id_).state.escorts.at(0).id);
    no.mutable_actor()->set_person(person);
    ASSERT_TRUE(desk_.decide(id_, no));
    EXPECT_THAT(offered(), Not(HasSubstr(words(person))));
}

TEST_F(ByName, WhatNamesNobodyIsSaidAndStaysInTheForm) {
    const auto back = send(
        "plan_escort&purpose=court&from=2026-11-21T20:00&until=2026-11-21T22:00"
        "&person=Nom+de+personne");
    EXPECT_EQ(back.status, 409U);
    EXPECT_THAT(back.body,
                AllOf(HasSubstr("pas dans le répertoire"), HasSubstr("value=\"Nom de personne\""),
                      HasSubstr("value=\"2026-11-21T20:00\""),
                      HasSubstr("<details data-key=\"escort\" open>")));
    EXPECT_EQ(desk_.commands.at(0).plan_escort().person(), "?") << "what was typed goes no further";
}

TEST_F(ByName, TheFollowUpIsOfferedToSomebodyElse) {
    const auto person = somebody();
    EXPECT_EQ(
        send("offer_pivot&person=coordination-1&other_person=" + encoded(words(person))).status,
        303U);
    EXPECT_EQ(desk_.commands.at(0).offer_pivot().person(), person);
    EXPECT_THAT(send("offer_pivot&person=coordination-1&other_person=Zorro").body,
                AllOf(HasSubstr("<details data-key=\"pivot\" open>"), HasSubstr("\"Zorro\"")))
        << "what nobody is called stays to be mended";
}

TEST_F(ByName, WhoTakesOverIsAnOrganizationOfTheDirectoryOrAnOpenQuestion) {
    const auto& organization = drill_directory()->data().organizations(0);
    const auto known = encoded(organization.name());
    EXPECT_EQ(
        send("hand_over&step=mental_health&organization_mental_health=&organization_job_support=" +
             known)
            .status,
        303U);
    const auto& steps = desk_.commands.at(0).hand_to_pathway().steps();
    ASSERT_EQ(steps.size(), 2) << "an organization without its tick is understood";
    EXPECT_EQ(steps[0].need(), "mental_health");
    EXPECT_EQ(steps[0].organization(), "") << "an open question";
    EXPECT_EQ(steps[1].need(), "job_support");
    EXPECT_EQ(steps[1].organization(), organization.id());
    EXPECT_THAT(screen(), HasSubstr("name=\"organization_job_support\" value=\""));
    const auto wrong = send("hand_over&step=mental_health&organization_mental_health=Ailleurs");
    EXPECT_EQ(wrong.status, 422U);
    EXPECT_THAT(wrong.body, HasSubstr("Cet organisme n’est pas dans le répertoire"));
    const auto nothing = send("hand_over");
    EXPECT_EQ(nothing.status, 422U);
    EXPECT_THAT(nothing.body, HasSubstr("Cochez au moins une chose"));
    EXPECT_EQ(desk_.commands.size(), 1U);
}

TEST_F(ByName, WhatWasTypedInALongFormIsThereAgainWhenItIsRefused) {
    auto request = with("id", id_);
    request.path = "/cases/" + id_ + "/safe-contact";
    const auto back = post("/cases/{id}/safe-contact",
                           "csrf=token&safe_way_1=telephone&safe_word=mitaine", request);
    EXPECT_EQ(back.status, 422U);
    EXPECT_THAT(back.body, AllOf(HasSubstr("value=\"mitaine\""),
                                 HasSubstr("<details data-key=\"safe\" open>")));
    const auto refer =
        send("refer&organization=nowhere&step=job_support&answer_by=2026-11-22T10:00");
    EXPECT_GE(refer.status, 400U);
    const auto again =
        send("refer&organization=" + drill_directory()->data().organizations(0).id() +
             "&step=job_support&answer_by=2026-11-22T10:00");
    EXPECT_EQ(again.status, 409U) << "without her agreement nothing is told";
    EXPECT_THAT(again.body, AllOf(HasSubstr("value=\"job_support\" selected"),
                                  HasSubstr("value=\"2026-11-22T10:00\"")));
}

TEST(People, WithTheSameWordsAreToldApart) {
    v1::Directory two;
    for (const auto* id : {"marie-1", "marie-2"}) two.add_people()->set_id(id);
    const domain::Directory directory(two);
    const NameOf same = [](const std::string&) { return std::string("Marie"); };
    EXPECT_EQ(person_words(directory, same, "marie-2"), "Marie (marie-2)");
    const auto ids = with_ids({{"person", "Marie (marie-1)"}}, directory, same);
    ASSERT_TRUE(ids);
    EXPECT_EQ((*ids)[0].second, "marie-1");
    const auto either = with_ids({{"receiving", "Marie"}}, directory, same);
    EXPECT_EQ(either.error(), "person_several") << "which of the two nobody knows";
}

TEST(People, AreFoundByTheirNameAloneHoweverItIsWritten) {
    v1::Directory two;
    for (const auto* id : {"a-1", "b-1"}) two.add_people()->set_id(id);
    two.add_organizations()->set_id("a");
    two.mutable_organizations(0)->set_name("La Boussole");
    two.mutable_people(0)->set_organization("a");
    const domain::Directory directory(two);
    const NameOf names = [](const std::string& id) {
        return std::string(id == "a-1" ? "Zoé Saint-Onge" : "Zoé Wen");
    };
    for (const auto* typed : {"Zoé Saint-Onge", "zoe saint onge", "Zoe Saint-Onge, la boussole"}) {
        const auto ids = with_ids({{"person", typed}}, directory, names);
        ASSERT_TRUE(ids) << typed;
        EXPECT_EQ((*ids)[0].second, "a-1") << typed;
    }
    EXPECT_EQ(with_ids({{"person", "Zoé"}}, directory, names)->at(0).second, "?");
}

}  // namespace
}  // namespace relais::gateway::screens
