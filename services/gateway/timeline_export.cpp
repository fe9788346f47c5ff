#include "services/gateway/timeline_export.hpp"

#include <google/protobuf/util/time_util.h>

#include "common/domain/on_call_answers.hpp"
#include "services/gateway/csv_text.hpp"
#include "services/gateway/screens/joined.hpp"
#include "services/gateway/screens/timeline_words.hpp"

namespace relais::gateway {

std::string timeline_csv(const screens::View& view, const CaseReading& reading,
                         const TimelineChoice& choice, const screens::PrintNames& names) {
    const auto& person = names.person;
    const bool reasons = reading.sight.sees(domain::Field::pages);
    std::vector<std::string> head;
    for (const char* column : {"number", "instant", "moment", "kind", "need", "words"})
        head.push_back(view.say(std::string("export.") + column));
    if (reasons) head.push_back(view.say("export.reasons"));
    std::string csv = csv_line(head);
    for (const auto& event : reading.events) {
        if (!choice.filter.passes(event, reading.state)) continue;
        const auto happening = domain::happening_of(event);
        const auto* need = domain::need_of(event, reading.state);
        std::vector<std::string> cells{
            std::to_string(event.version()),
            google::protobuf::util::TimeUtil::ToString(domain::stamp_of(instant(event.now_ms()))),
            view.moment(event.now_ms()),
            happening ? view.say("timeline_filter." + std::string(domain::happening_names.at(
                                                          static_cast<std::size_t>(*happening))))
                      : std::string{},
            need == nullptr ? std::string{} : view.say("need." + v1::Need::Kind_Name(need->kind)),
            event_in_words(view.words, view.language, event, reading.state, person,
                           names.directory.get())};
        if (reasons)
            cells.push_back(
                screens::joined(reasons_in_words(view.words, view.language, event, person)));
        csv += csv_line(cells);
    }
    return csv;
}

std::string timeline_html(const screens::View& view, const CaseReading& reading,
                          const TimelineChoice& choice, const screens::PrintNames& names) {
    return screens::printed(view, view.say("timeline.title", {{"code", reading.state.code}}),
                            screens::timeline_print_view(view, reading, choice, names),
                            screens::PrintStyle::inside);
}

}  // namespace relais::gateway
