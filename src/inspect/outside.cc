#include "inspect/outside.h"

#include <fcntl.h>

#include <algorithm>
#include <utility>

#include "base/io.h"
#include "mail/paths.h"

namespace sallyport {

namespace {

constexpr mode_t kArchiveMode = 0600;
constexpr std::string_view kAnyType = "*";

}  // namespace

std::vector<OutsideUnpacker> ReadOutsideUnpackers(Config* config) {
  std::vector<OutsideUnpacker> unpackers;
  if (!config->Find("unpackers")) return unpackers;  // compiled before them
  for (const std::string& name : config->List("unpackers")) {
    const std::string scanner = std::string(kUnpackerFront) + name;
    unpackers.push_back(
        {scanner, config->List("scanner." + scanner + ".types")});
  }
  return unpackers;
}

const OutsideUnpacker* FindOutsideUnpacker(
    const std::vector<OutsideUnpacker>& unpackers, std::string_view type) {
  for (const OutsideUnpacker& unpacker : unpackers)
    for (const std::string& known : unpacker.types)
      if (known == type || known == kAnyType) return &unpacker;
  return nullptr;
}

OutsideRun RunOutsideUnpacker(Config* config, const JailPlan& plan,
                              const JailInput& input,
                              const OutsideUnpacker& unpacker, int directory,
                              uint64_t most, Deadline deadline) {
  OutsideRun run;
  run.result.scanner = unpacker.scanner;
  run.result.required = false;
  Result<Fd> file =
      OpenAt(directory, ".", O_RDWR | O_TMPFILE, kArchiveMode);
  if (!file.ok()) {
    run.result.reason = file.error().Text();
    return run;
  }
  uint64_t bytes = 0;
  const auto take = [&](std::string_view piece) -> Status {
    bytes += piece.size();
    run.too_much = bytes > most;
    if (run.too_much) return FormatError("archive", "over limits.total_bytes");
    return WriteAll(file.value().get(), piece);
  };
  run.result = RunJailed(config, unpacker.scanner,
                         JailedScanner::Start(plan, input, unpacker.scanner),
                         deadline, take);
  run.result.required = false;
  if (!run.result.reason.empty()) return run;
  run.result.verdict = Verdict::kClean;
  run.archive = std::move(file.value());
  return run;
}

}  // namespace sallyport
