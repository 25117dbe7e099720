// The scanner policy over the default rules, its globs, and the detection of
// types. The rules are compiled by `sallyport config` first.

#include <benchmark/benchmark.h>
#include <fcntl.h>

#include <cstdint>
#include <optional>
#include <string>

#include "base/fd.h"
#include "bench/bench_site.h"
#include "bench/messages.h"
#include "mail/policy_rules.h"
#include "unpack/glob.h"
#include "unpack/memory_source.h"
#include "unpack/part.h"
#include "unpack/policy.h"
#include "unpack/type.h"

namespace sallyport {

namespace {

std::string CompiledRules() {
  const bench::BenchSite site("queue_floor");
  return test::ReadWholeFile(site.site().Path("etc/live/policy.bin"));
}

const std::string& DefaultRules() {
  static const std::string rules = CompiledRules();
  return rules;
}

Facts SomeFacts() {
  return {"1",       "sender@example.net", "192.0.2.1",
          "network", {"user@example.com"}, std::nullopt};
}

void BM_GlobMatches(benchmark::State& state, const char* glob,
                    const std::string& name) {
  for (auto _ : state) benchmark::DoNotOptimize(GlobMatches(glob, name));
}
BENCHMARK_CAPTURE(BM_GlobMatches, extension, "*.exe",
                  std::string("report of the third quarter.pdf"));
BENCHMARK_CAPTURE(BM_GlobMatches, stars, "*a*a*a*a*b", std::string(200, 'a'));

void BM_ReadRules(benchmark::State& state) {
  const std::string& bytes = DefaultRules();
  for (auto _ : state) {
    Result<PolicyRules> rules = DecodePolicyRules(bytes);
    if (!rules.ok()) return state.SkipWithError("bad rules");
    const Policy policy(std::move(rules.value()), SomeFacts(), 1000);
    benchmark::DoNotOptimize(policy.wants_digests());
  }
}
BENCHMARK(BM_ReadRules);

/// What one message costs: its own questions, then those of each part.
void BM_AskRules(benchmark::State& state) {
  Result<PolicyRules> rules = DecodePolicyRules(DefaultRules());
  if (!rules.ok()) return state.SkipWithError("bad rules");
  Part part;
  part.names = {"Report of the third quarter.pdf", "report.pdf"};
  part.declared = {"application/pdf"};
  part.type.name = "application/pdf";
  part.bytes = 36000;
  MemorySource message(1 << 20);
  message.Append(bench::TextMessage(973));
  const Fd null(::open("/dev/null", O_WRONLY | O_CLOEXEC));
  for (auto _ : state) {
    Policy policy(rules.value(), SomeFacts(), 1000);
    PartRecordWriter records(null.get());
    policy.AskMessage(&message, &records);
    for (int i = 0; i < static_cast<int>(state.range(0)); ++i) {
      part.number = i + 1;
      policy.AskPart(part, &records);
    }
  }
}
BENCHMARK(BM_AskRules)->Arg(1)->Arg(10)->Arg(1000);

void BM_DetectType(benchmark::State& state, const std::string& head) {
  for (auto _ : state) benchmark::DoNotOptimize(DetectType(head));
}
BENCHMARK_CAPTURE(BM_DetectType, pdf,
                  "%PDF-1.7\n" + bench::RandomBytes(kHeadBytes - 9, "pdf"));
BENCHMARK_CAPTURE(BM_DetectType, random,
                  bench::RandomBytes(kHeadBytes, "random"));
BENCHMARK_CAPTURE(BM_DetectType, text,
                  bench::TextMessage(kHeadBytes).substr(300));
BENCHMARK_CAPTURE(BM_DetectType, small_text,
                  std::string("See the attachment.\n"));

}  // namespace

}  // namespace sallyport

BENCHMARK_MAIN();
