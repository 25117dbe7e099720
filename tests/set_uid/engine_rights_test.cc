// A daemon that opens the files of a message itself may do so in the scan
// user's group, and not without; then mail is deferred.

#include <doctest/doctest.h>
#include <sys/fsuid.h>

#include <string>

#include "tests/scanners/engine_peer.h"
#include "tests/scanners/scripted_server.h"
#include "tests/set_uid/installed_site.h"

using namespace sallyport;
using namespace sallyport::test;

namespace {

constexpr uid_t kDaemon = 7799;

/// Opens files as a user of `group`. Its thread alone has these rights.
std::function<void(int)> PlaysAs(gid_t group, const EngineScript& script) {
  return [group, play = Plays(script)](int connection) {
    ::setfsgid(group);
    ::setfsuid(kDaemon);
    play(connection);
  };
}

std::string With(const std::string& name, const ScriptedServer& server) {
  return "scanners = [\"policy\", \"" + name + "\"]\n[scanner." + name +
         "]\nservers = [\"" + server.address() + "\"]\n" +
         (name == "savapi" ? "product = 12345\n" : "");
}

}  // namespace

TEST_CASE("set-uid: a daemon in the scan user's group may read what it scans") {
  std::string why_not;
  if (!InstallOnce(&why_not)) {
    MESSAGE("skipped: " << why_not);
    return;
  }
  for (const std::string name : {"avastd", "savapi"}) {
    CAPTURE(name);
    const bool avast = name == "avastd";
    const EngineScript script = avast ? AvastScript() : SavapiScript();
    const ScriptedServer member(PlaysAs(kSallyscan, script));
    InstalledSite open(With(name, member));
    const SendOutcome clean = open.Send(PlainMessage(), {});
    INFO(clean.log);
    CHECK(clean.end.Succeeded());
    CHECK(open.Send(MessageWithAttachment("a.bin", kEngineVirus), {})
              .text.starts_with('D'));
    CHECK(open.Queued().size() == 1);

    const ScriptedServer stranger(PlaysAs(kDaemon, script));
    InstalledSite closed(With(name, stranger));
    const SendOutcome deferred = closed.Send(PlainMessage(), {});
    INFO(deferred.log);
    CHECK(deferred.text.starts_with('Z'));
    CHECK(deferred.log.find(avast ? "permission denied" : "cannot be opened") !=
          std::string::npos);
    CHECK(closed.Queued().empty());
  }
}
