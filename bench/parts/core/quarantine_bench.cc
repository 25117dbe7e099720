// The manifest, the block above a held message with its mark, and SHA-256.

#include <benchmark/benchmark.h>

#include <cstdint>
#include <string>
#include <vector>

#include "base/sha256.h"
#include "mail/manifest.h"
#include "mail/quarantine_block.h"

namespace sallyport {

namespace {

std::vector<ManifestRow> Rows(int64_t count) {
  std::vector<ManifestRow> rows;
  for (int i = 0; i < static_cast<int>(count); ++i) {
    ManifestRow row;
    row.part = i;
    row.parent = i - 1;
    row.depth = 1;
    row.kind = "member";
    row.name = "folder/document " + std::to_string(i) + ".docx";
    row.names = {"document.docx"};
    row.type = "application/zip";
    row.bytes = 12345;
    row.sha256 = std::string(64, 'a');
    rows.push_back(row);
  }
  return rows;
}

void BM_FormatManifest(benchmark::State& state) {
  const std::vector<ManifestRow> rows = Rows(state.range(0));
  for (auto _ : state) benchmark::DoNotOptimize(FormatManifest(rows));
}
BENCHMARK(BM_FormatManifest)->Arg(2)->Arg(100)->Arg(10000);

HeldMessage Held(int64_t parts) {
  HeldMessage held;
  held.id = "20261121.100000.123456.4242.9f3a2c";
  held.category = Category::kVirus;
  held.findings = {{Cause::kVirus, "Win.Test.EICAR_HDB-1", 1, 0, "clamd"}};
  held.scanners = {"policy:clean:1:policy/1.0", "clamd:found:3:ClamAV 1.0.7"};
  held.sender = "sender@example.net";
  held.recipients = {"user@example.com"};
  held.relay = "192.0.2.1";
  held.time = Now();
  held.host = "mail.example.com";
  held.parts = Rows(parts);
  held.sha256 = std::string(64, 'b');
  held.bytes = 973;
  return held;
}

const SigningKey kKey = {"2026-11", std::string(32, 'k')};

void BM_FormatBlock(benchmark::State& state) {
  const HeldMessage held = Held(state.range(0));
  for (auto _ : state)
    benchmark::DoNotOptimize(FormatQuarantineBlock(held, kKey).value());
}
BENCHMARK(BM_FormatBlock)->Arg(2)->Arg(1000);

void BM_ParseAndCheckBlock(benchmark::State& state) {
  const std::string file =
      FormatQuarantineBlock(Held(state.range(0)), kKey).value() +
      "Subject: x\n\n";
  for (auto _ : state) {
    const Result<QuarantineBlock> block = ParseQuarantineBlock(file);
    if (!block.ok() || !MarkIsValid(block.value(), kKey))
      state.SkipWithError("not our block");
  }
}
BENCHMARK(BM_ParseAndCheckBlock)->Arg(2)->Arg(1000);

void BM_Sha256(benchmark::State& state) {
  const std::string bytes(static_cast<size_t>(state.range(0)), 'x');
  for (auto _ : state) benchmark::DoNotOptimize(Sha256Of(bytes));
  state.SetBytesProcessed(state.iterations() * state.range(0));
}
BENCHMARK(BM_Sha256)->Arg(1000)->Arg(1000000);

}  // namespace

}  // namespace sallyport
