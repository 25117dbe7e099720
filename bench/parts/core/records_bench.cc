// The record stream of the unpacker and the output of a scanner: what the
// gate has to read of strangers.

#include <benchmark/benchmark.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <string>
#include <string_view>

#include "base/fd.h"
#include "base/io.h"
#include "mail/part_record.h"
#include "mail/scanner_protocol.h"

namespace sallyport {

namespace {

constexpr size_t kPieceBytes = 64 * 1024;

class CountingSink : public PartRecordSink {
 public:
  Status OnBegin(int, PartBegin) override { return {}; }
  Status OnData(std::string_view bytes) override {
    bytes_ += bytes.size();
    return {};
  }
  Status OnEnd(PartEnd) override { return {}; }
  Status OnFlags(int, std::vector<std::string>) override { return {}; }
  Status OnFinding(Finding) override { return {}; }
  void OnSubject(std::string) override {}
  void OnEngine(std::string) override {}
  size_t bytes() const { return bytes_; }

 private:
  size_t bytes_ = 0;
};

/// `parts` parts that share `bytes` bytes.
Status WriteParts(int fd, int parts, size_t bytes) {
  const std::string piece(bytes / static_cast<size_t>(parts), 'x');
  PartRecordWriter writer(fd);
  for (int i = 0; i < parts; ++i) {
    writer.Begin({0, 1, "leaf", "report.pdf", {"report.pdf"}});
    for (size_t at = 0; at < piece.size(); at += kPieceBytes)
      writer.Data(std::string_view(piece).substr(at, kPieceBytes));
    writer.End({"application/pdf", {}});
  }
  return writer.Finish();
}

void BM_PartRecordWriter(benchmark::State& state) {
  const Fd null(::open("/dev/null", O_WRONLY | O_CLOEXEC));
  const auto bytes = static_cast<size_t>(state.range(1));
  for (auto _ : state)
    if (!WriteParts(null.get(), static_cast<int>(state.range(0)), bytes).ok())
      state.SkipWithError("not written");
  state.SetBytesProcessed(state.iterations() * state.range(1));
}
BENCHMARK(BM_PartRecordWriter)
    ->Args({2, 1000})
    ->Args({2, 1000000})
    ->Args({1000, 1000000});

void BM_PartRecordReader(benchmark::State& state) {
  const int parts = static_cast<int>(state.range(0));
  const Fd file(::memfd_create("records", MFD_CLOEXEC));
  const Status written =
      WriteParts(file.get(), parts, static_cast<size_t>(state.range(1)));
  ::lseek(file.get(), 0, SEEK_SET);
  const Result<std::string> stream = ReadToEnd(file.get(), 1 << 30);
  if (!written.ok() || !stream.ok()) return state.SkipWithError("no stream");
  for (auto _ : state) {
    CountingSink sink;
    PartRecordReader reader(&sink, parts);
    std::string_view rest = stream.value();
    while (!rest.empty()) {
      const std::string_view piece = rest.substr(0, kPieceBytes);
      if (!reader.Feed(piece).ok()) state.SkipWithError("bad stream");
      rest.remove_prefix(piece.size());
    }
    benchmark::DoNotOptimize(sink.bytes());
  }
  state.SetBytesProcessed(state.iterations() * state.range(1));
}
BENCHMARK(BM_PartRecordReader)
    ->Args({2, 1000})
    ->Args({2, 1000000})
    ->Args({1000, 1000000});

void BM_ScannerOutput(benchmark::State& state) {
  std::string output = "engine\tClamAV 1.0.7/27500\n";
  for (int64_t i = 0; i < state.range(0); ++i)
    output += "virus\tWin.Test.EICAR_HDB-1\t1\n";
  output += "done\n";
  for (auto _ : state) {
    ScannerOutput reader(1);
    if (!reader.Feed(output).ok() || !reader.Finish().ok())
      state.SkipWithError("bad output");
  }
}
BENCHMARK(BM_ScannerOutput)->Arg(0)->Arg(10)->Arg(1000);

}  // namespace

}  // namespace sallyport
