#include "bench/bench_site.h"

#include <filesystem>
#include <stdexcept>

#include "mail/paths.h"

namespace sallyport::bench {

namespace fs = std::filesystem;

namespace {

constexpr const char* kPolicyFile = "contrib/policy.toml";
constexpr const char* kGate = "sallyport-queue";

}  // namespace

BenchSite::BenchSite(const std::string& queue, const std::string& settings) {
  site_.UseQueue(queue);
  const fs::path build = test::BuildDirectory();
  const fs::path programs = site_.Path("programs");
  fs::create_directory(programs);
  for (const char* name : {kJailProgram, kUnpackProgram})
    fs::copy_file(build / "libexec" / name, programs / name);
  fs::copy(build / "libexec" / kScannersDirectory,
           programs / kScannersDirectory, fs::copy_options::recursive);
  fs::copy_file(build / "bin" / kGate, programs / kGate);
  const test::SendOutcome configured =
      site_.Configure("libexec = \"" + programs.string() + "\"\n" + settings,
                      test::ReadWholeFile(kPolicyFile));
  if (!configured.end.Succeeded()) throw std::runtime_error(configured.log);
}

Server BenchSite::Gate() const {
  Server server;
  server.program = site_.Path("programs/") + kGate;
  server.live = site_.Path("etc/live");
  server.errors = site_.Path("gate.err");
  return server;
}

Server BenchSite::QueueAlone() const {
  Server server = Gate();
  server.program = site_.Path("queue/qmail-queue");
  return server;
}

void BenchSite::CheckLastAction(const std::string& action) const {
  const auto rows = site_.Log("messages.log");
  if (rows.empty() || rows.back().at("action") != action)
    throw std::runtime_error(
        "the gate did not " + action + ": " +
        (rows.empty() ? "no log line" : rows.back().at("finding")));
}

}  // namespace sallyport::bench
