// Escaping of fields and reading of envelopes.

#include <benchmark/benchmark.h>

#include <cstdint>
#include <string>
#include <string_view>

#include "base/escape.h"
#include "mail/envelope.h"

namespace sallyport {

namespace {

void BM_EscapeField(benchmark::State& state, const std::string& field) {
  for (auto _ : state) benchmark::DoNotOptimize(EscapeField(field));
  state.SetBytesProcessed(state.iterations() *
                          static_cast<int64_t>(field.size()));
}
BENCHMARK_CAPTURE(BM_EscapeField, address, std::string("user@example.com"));
BENCHMARK_CAPTURE(BM_EscapeField, utf8,
                  std::string("\xC3\x9C"
                              "bersicht der Auftr\xC3\xA4ge.pdf"));
BENCHMARK_CAPTURE(BM_EscapeField, hostile, std::string(1000, '\x1B'));

void BM_EnvelopeReader(benchmark::State& state) {
  const auto count = static_cast<size_t>(state.range(0));
  Envelope envelope;
  envelope.sender = "sender@example.net";
  for (size_t i = 0; i < count; ++i)
    envelope.recipients.push_back("user" + std::to_string(i) + "@example.com");
  const std::string bytes = envelope.Encode();
  for (auto _ : state) {
    EnvelopeReader reader(count);
    if (reader.Feed(bytes) != EnvelopeState::kComplete)
      state.SkipWithError("not complete");
    benchmark::DoNotOptimize(reader.Take());
  }
  state.SetBytesProcessed(state.iterations() *
                          static_cast<int64_t>(bytes.size()));
}
BENCHMARK(BM_EnvelopeReader)->Arg(1)->Arg(10)->Arg(1000);

}  // namespace

}  // namespace sallyport

BENCHMARK_MAIN();
