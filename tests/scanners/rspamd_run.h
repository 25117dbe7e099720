// The plugin for rspamd, run against a server.

#ifndef SALLYPORT_TESTS_SCANNERS_RSPAMD_RUN_H_
#define SALLYPORT_TESTS_SCANNERS_RSPAMD_RUN_H_

#include <string>

#include "tests/scanners/plugin_run.h"
#include "tests/scanners/rspamd_daemon.h"

namespace sallyport::test {

inline std::string RspamdMail(const std::string& words,
                              const std::string& deed = "none") {
  return "From: a@example.net\nSubject: x\nMessage-ID: <1@example.net>\n"
         "X-Do: " +
         deed + "\n\n" + words + "\n";
}

/// Of the real rspamd, unless the options name other servers.
inline PluginAnswer RspamdAnswer(
    const std::string& message, PluginOptions options = {},
    const PluginOptions& facts = {},
    const std::string& recipients = "user@example.com\n") {
  const PluginSite site;
  site.place().Write("message", message);
  site.place().Write("recipients", recipients);
  if (!options.contains("SERVERS"))
    options["SERVERS"] = RspamdDaemon::Running().address();
  return site.Run("rspamd", options, facts);
}

inline std::string RspamdFindings(const std::string& message,
                                  const PluginOptions& options = {}) {
  return Findings(RspamdAnswer(message, options), "engine\trspamd");
}

/// What the real one says of kRspamdSpam, and of other words.
inline const std::string kRspamdSpamFindings =
    "spam\t16.000\t16.0/15.0 reject SPAM_WORDS(16.0)\n"
    "header\tX-Spam-Flag\tYES\n"
    "header\tX-Spam-Status\tYes, score=16.0 required=15.0 tests=SPAM_WORDS\n"
    "header\tX-Spam-Level\t****************\n";
inline const std::string kRspamdHamFindings =
    "spam\t0.000\t0.0/15.0 no action \n"
    "header\tX-Spam-Status\tNo, score=0.0 required=15.0 tests=\n";

}  // namespace sallyport::test

#endif  // SALLYPORT_TESTS_SCANNERS_RSPAMD_RUN_H_
