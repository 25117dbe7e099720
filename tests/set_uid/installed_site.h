// Sallyport installed as on a real host, set-uid programs, users and all, in
// a mount namespace of the test's own: /etc and /usr/local are overlays that
// vanish with the process. Needs root.

#ifndef SALLYPORT_TESTS_SET_UID_INSTALLED_SITE_H_
#define SALLYPORT_TESTS_SET_UID_INSTALLED_SITE_H_

#include <sys/types.h>

#include <functional>
#include <string>
#include <vector>

#include "tests/system/site.h"

namespace sallyport::test {

inline constexpr uid_t kSallyport = 7790;
inline constexpr uid_t kSallyscan = 7791;
inline constexpr uid_t kCaller = 7792;  // as qmaild: [callers] network
inline constexpr uid_t kQmailq = 7793;
inline constexpr gid_t kSocketGroup = 7794;  // in the scan user's `groups`

/// Makes the namespace and installs into it, once for the process. False, with
/// a reason, where that can't be done.
bool InstallOnce(std::string* why_not);

/// The same; the reason is told in the test's own log.
bool Ready();

/// One configuration in the installed site; spool and queue are new.
class InstalledSite {
 public:
  /// TOML; the word SPOOL in it becomes the path of the spool.
  explicit InstalledSite(std::string settings = "");

  std::string Path(std::string_view name) const;

  struct Options {
    uid_t uid = kCaller;
    std::vector<gid_t> groups;
    Variables environment;
    std::string directory;
    std::vector<int> closed;
    std::vector<int> blocked_signals;
    std::function<void()> before_exec;      // as the caller
    std::function<void(pid_t)> while_running;  // in the test
  };
  SendOutcome Send(const std::string& message, const Options& options);

  /// Runs a program as `uid`; its exit code (126: could not be started).
  static int RunAs(uid_t uid, const std::vector<std::string>& arguments,
                   std::string* output = nullptr);

  std::vector<QueuedMessage> Queued() const;
  std::vector<Row> Log(const std::string& name) const;
  std::vector<std::string> Held(const std::string& folder) const;

 private:
  std::string path_;
};

/// The values of all lines `name` of a report of surroundings.
std::vector<std::string> Facts(const std::string& surroundings,
                               const std::string& name);

}  // namespace sallyport::test

#endif  // SALLYPORT_TESTS_SET_UID_INSTALLED_SITE_H_
