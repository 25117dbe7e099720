#include "bench/bench_site.h"

#include <stdexcept>

namespace sallyport::bench {

BenchSite::BenchSite(const std::string& queue, const std::string& settings)
    : site_(settings, test::ReadWholeFile("contrib/policy.toml")) {
  site_.UseQueue(queue);
}

Server BenchSite::Gate() const {
  Server server;
  server.program = test::BuildDirectory() + "/bin/sallyport-queue";
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
