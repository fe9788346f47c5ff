// What many open cases weigh: in the services, by the pages that each process holds, and in Redis,
// by what it says it uses, before and after their people have answered.
#include <charconv>
#include <fstream>
#include <thread>

#include "common/base/check.hpp"
#include "tests/bench/bench.hpp"

namespace relais::bench {
namespace {

using std::chrono_literals::operator""ms;

double number_after(const std::string& text, const std::string& name) {
    const auto at = text.find(name);
    return at == std::string::npos ? 0 : std::strtod(text.c_str() + at + name.size(), nullptr);
}

double resident_mib(int pid) {
    std::ifstream in("/proc/" + std::to_string(pid) + "/status");
    const std::string text((std::istreambuf_iterator<char>(in)), {});
    return number_after(text, "VmRSS:") / 1'024;
}

double used_by_redis(system::Archive& archive) {
    return number_after(archive.call({"INFO", "memory"}).text, "used_memory:");
}

void await_empty_inboxes(system::Archive& archive) {
    for (const auto& partition : store::case_partitions())
        while (archive.length(partition.inbox()) > 0) std::this_thread::sleep_for(20ms);
}

// Everybody who was called says that she comes, is with her, and that it is done.
void answer_everything(system::Archive& archive, const std::string& aggregate) {
    const auto state = archive.fold(aggregate, archive.history(aggregate));
    for (const auto& need : state.needs)
        for (const auto& [page, record] : need.pages)
            for (const auto answer : {v1::Answer::accept, v1::Answer::in_contact,
                                      v1::Answer::arrived, v1::Answer::done}) {
                v1::Command command;
                command.set_aggregate(aggregate);
                command.set_command_id(page + "/" + v1::Answer::Kind_Name(answer));
                command.mutable_actor()->set_role(v1::Role::responder);
                command.mutable_actor()->set_person(record.person);
                command.mutable_answer_page()->set_page(page);
                command.mutable_answer_page()->set_answer(answer);
                command.mutable_answer_page()->set_eta_minutes(10);
                (void)archive.get([&](store::Store& store) {
                    return store.submit(command, command.command_id());
                });
            }
}

}  // namespace

MemoryNumbers measure_memory(std::size_t cases, std::size_t answered) {
    Rig rig{false, {.rung = 600'000ms}};
    auto& archive = rig.house().archive();
    const double before = used_by_redis(archive);
    std::vector<std::string> ids(cases);
    std::vector<std::thread> callers;
    constexpr std::size_t lines = 20;
    for (std::size_t caller = 0; caller < lines; ++caller)
        callers.emplace_back([&, caller] {
            Line line{rig.house().port()};
            for (std::size_t i = caller; i < cases; i += lines) {
                const system::AlertText alert{.id = system::fresh_uuid(), .needs = five_needs};
                const auto answer =
                    line.post("/v1/alerts", rig.house().token("worker"), alert.json());
                ids[i] = system::text_at(system::parse_json(answer.body), "caseId");
            }
        });
    for (auto& caller : callers) caller.join();
    check(rig.await_messages(cases * five_needs.size(), 120'000ms), "every telephone rings");
    await_empty_inboxes(archive);
    MemoryNumbers numbers{.cases = cases};
    for (const auto service : system::every_service)
        numbers.services_mib.emplace_back(system::name_of(service),
                                          resident_mib(rig.house().process(service).pid()));
    const double opened = used_by_redis(archive);
    numbers.opened_kib = (opened - before) / static_cast<double>(cases) / 1'024;
    for (std::size_t i = 0; i < answered; ++i) answer_everything(archive, "case/" + ids[i]);
    await_empty_inboxes(archive);
    numbers.answered_kib = numbers.opened_kib + (used_by_redis(archive) - opened) /
                                                    static_cast<double>(answered) / 1'024;
    const auto events = [&](std::size_t i) {
        return static_cast<double>(archive.history("case/" + ids[i]).events.size());
    };
    numbers.answered_events = events(0);
    numbers.opened_events = events(cases - 1);
    return numbers;
}

}  // namespace relais::bench
