// Runs the plugin for ICAP about one message with one part, as most tests with
// a scripted peer do.

#ifndef SALLYPORT_TESTS_SCANNERS_ICAP_RUN_H_
#define SALLYPORT_TESTS_SCANNERS_ICAP_RUN_H_

#include <filesystem>
#include <functional>
#include <string>
#include <utility>

#include "tests/scanners/icap_peer.h"
#include "tests/scanners/plugin_run.h"

namespace sallyport::test {

/// A site with one part, "twelve", besides the message.
class OnePart : public PluginSite {
 public:
  OnePart() { std::filesystem::remove(PartPath("0001")); }
};

inline PluginAnswer RunIcap(const PluginSite& site,
                            const std::string& servers,
                            const PluginOptions& further = {}) {
  PluginOptions options = {{"SERVERS", servers},
                           {"MAX_SIZE", "100M"},
                           {"PROOF", "none"},
                           {"REPLY_SECONDS", "1"}};
  for (const auto& [key, value] : further) options[key] = value;
  return site.Run("icap", options);
}

inline std::string IcapUrl(const ScriptedServer& server) {
  return "icap://" + server.address() + "/scan";
}

inline std::string IcapFindingsBehind(std::function<void(int)> serve,
                                      const PluginSite& site = OnePart(),
                                      const PluginOptions& further = {}) {
  const ScriptedServer server(std::move(serve));
  return Findings(RunIcap(site, IcapUrl(server), further), "engine\tICAP t\n");
}

/// Of a server that says this of the message, and then 204.
inline std::string IcapFindingsOf(const std::string& answer,
                                  const PluginOptions& further = {}) {
  IcapScript script;
  script.answers = {answer, kIcapUnmodified};
  return IcapFindingsBehind(Plays(script), OnePart(), further);
}

/// The message of a site.
inline const std::string kIcapMessage = "From: a\n\nbody\n";

}  // namespace sallyport::test

#endif  // SALLYPORT_TESTS_SCANNERS_ICAP_RUN_H_
