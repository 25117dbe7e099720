// A whole site in a temporary directory, for tests that run the built
// programs: spool, configuration, a queue program that keeps what it gets, and
// the client that qmail-smtpd is. Everything runs with the test's own user.

#ifndef SALLYPORT_TESTS_SYSTEM_SITE_H_
#define SALLYPORT_TESTS_SYSTEM_SITE_H_

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/child.h"

namespace sallyport::test {

/// Where the programs under test were built: $SALLYPORT_BUILD, else "build".
std::string BuildDirectory();

using Variables = std::vector<std::pair<std::string, std::string>>;
using Row = std::map<std::string, std::string>;

/// What the SMTP server would have been told.
struct SendOutcome {
  ChildEnd end;
  std::string text;  // of the client channel
  std::string log;   // descriptor 2
  double seconds = 0;
};

/// What the queue program was given.
struct QueuedMessage {
  std::string message;
  std::string envelope;
  std::string surroundings;
};

struct SendSpec {
  std::string sender = "sender@example.net";
  std::vector<std::string> recipients = {"user@example.com"};
  Variables environment;
  bool text_channel = true;
  std::string program;   // instead of the gate
  std::string envelope;  // raw bytes, instead of sender and recipients
};

class Site {
 public:
  /// Writes sallyport.toml with `settings` (TOML; queue, spool and callers
  /// are set already) and the rules, and compiles them.
  explicit Site(const std::string& settings = "",
                const std::string& rules = kDefaultRules);
  Site(const Site&) = delete;
  Site& operator=(const Site&) = delete;
  ~Site();

  static const char* const kDefaultRules;

  const std::string& path() const { return path_; }
  std::string Path(std::string_view name) const;

  /// Rewrites the configuration; the outcome of `sallyport config`.
  SendOutcome Configure(const std::string& settings,
                        const std::string& rules = kDefaultRules);

  /// Runs the admin command; its output in `text`, descriptor 2 in `log`.
  SendOutcome Run(std::vector<std::string> arguments) const;

  /// Sends one message through the gate as qmail-smtpd does.
  SendOutcome Send(const std::string& message, const SendSpec& spec = {});

  /// Makes `tests/fake/NAME` the queue program (same path in the config).
  void UseQueue(const std::string& fake);

  std::vector<QueuedMessage> Queued() const;
  /// Contents of the messages in a quarantine folder (".virus").
  std::vector<std::string> Held(const std::string& folder) const;
  /// Rows of a log by column name, fields unescaped.
  std::vector<Row> Log(const std::string& name) const;
  /// Files that lie in slots though nobody holds one.
  std::vector<std::string> SlotFiles() const;

  /// Waits until every process that descends from the test is gone; false if
  /// some are left after a grace.
  static bool NoProcessLeft();

 private:
  std::string path_;
};

std::string ReadWholeFile(const std::string& path);
/// Rows of a tab-delimited log by column name; none if it is not there.
std::vector<Row> ReadLog(const std::string& path);
/// What the scanner said as its engine, from a row of messages.log.
std::string ScannerText(const Row& row, const std::string& scanner);
/// Contents of the messages in new and cur of a Maildir folder.
std::vector<std::string> ReadFolder(const std::string& path);
void WriteWholeFile(const std::string& path, std::string_view bytes,
                    unsigned mode = 0644);
std::string Base64(std::string_view bytes);
/// RFC 5322 message with a text and one attachment (base64).
std::string MessageWithAttachment(std::string_view file_name,
                                  std::string_view content);
std::string PlainMessage(std::string_view body = "Hello.\n");

}  // namespace sallyport::test

#endif  // SALLYPORT_TESTS_SYSTEM_SITE_H_
