// A site that sends notices, for tests of `sallyport notify`: holds messages,
// runs it, and reads what the queue program was given.

#ifndef SALLYPORT_TESTS_SYSTEM_NOTIFY_SITE_H_
#define SALLYPORT_TESTS_SYSTEM_NOTIFY_SITE_H_

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "tests/system/site.h"

namespace sallyport::test {

/// A notice as the queue program got it.
struct Told {
  std::string sender;
  std::vector<std::string> recipients;
  std::string message;
  std::string surroundings;

  /// The value of a header field, unfolded; empty if it is not there.
  std::string Field(std::string_view name) const;
  std::string Header() const;
  std::string Body() const;
};

// Tables [notify] to begin with; all is of example.com.
extern const char* const kTellAll;     // postmaster and recipients
extern const char* const kTellSender;  // the sender alone
extern const char* const kDigests;     // nothing but digests

/// sallyport.toml around a table [notify].
std::string Settings(const std::string& notify);

/// A message that the rules of the tests hold.
std::string Forbidden();

class NotifySite : public Site {
 public:
  /// With `begin`, notices begin with what is held from now on.
  explicit NotifySite(const std::string& notify, bool begin = true);

  /// Has one message held; `fields` go on top of it.
  void Hold(const std::string& recipient, const std::string& sender,
            const std::string& fields = "");
  /// As Hold(), of a client with RELAYCLIENT.
  void HoldRelayed(const std::string& recipient, const std::string& sender,
                   const std::string& fields = "");
  /// The id of the last held message.
  std::string LastId() const;

  /// Runs `sallyport notify`; what the queue got by it, by recipient.
  std::map<std::string, Told> Notify(std::vector<std::string> options = {});
  /// The same for a run after which one address may have several.
  void NotifyAll();
  void NotifyDigest();
  /// The notices to one address of one run, of mail that came by, too.
  std::map<std::string, Told> NotifyTo(const std::string& recipient);
  /// So many runs at the same time.
  std::vector<ChildEnd> NotifyAtOnce(int runs);

  /// As if all notices so far were so much older.
  void AgeNotices(int64_t seconds);
  /// As if a scanner had failed first so long ago.
  void AgeTrouble(const std::string& scanner, int64_t seconds);
  /// As if the last alert of a scanner were so old.
  void AgeAlert(const std::string& scanner, int64_t seconds);

  /// What the last run wrote on descriptor 2, and how it ended.
  const std::string& errors() const { return last_.log; }
  const std::string& output() const { return last_.text; }
  const ChildEnd& end() const { return last_.end; }

  /// All the queue program has, as notices.
  std::vector<Told> AllTold() const;

 private:
  using Words = std::vector<std::string>;
  /// Changes the words of each line of spool/state/notify.
  void ChangeState(const std::function<void(Words*)>& change);
  /// One that was not held yet.
  std::string Another();

  SendOutcome last_;
  size_t seen_ = 0;
  int number_ = 0;
};

/// Of this header and nothing else, and one body of plain text.
void CheckHarmless(const Told& told);

}  // namespace sallyport::test

#endif  // SALLYPORT_TESTS_SYSTEM_NOTIFY_SITE_H_
