// A site with a spool, a key and a quarantine to put held messages into, and
// one of the tests' queue programs in the place of qmail-queue.

#ifndef SALLYPORT_TESTS_ADMIN_HELD_SITE_H_
#define SALLYPORT_TESTS_ADMIN_HELD_SITE_H_

#include <string>
#include <string_view>
#include <vector>

#include "admin/release.h"
#include "mail/quarantine_block.h"
#include "tests/admin/site_folder.h"

namespace sallyport::test {

/// A message as the gate would hold it; the defaults are a virus.
struct HeldSpec {
  HeldSpec();
  HeldMessage held;
  std::string bytes;   // the sender's; sum and length are set from it
  std::string folder;  // empty: that of the category
};

/// What the queue program was given.
struct TakenMessage {
  std::string message;
  std::string envelope;
  std::string surroundings;  // see tests/fake/surroundings.h
};

class HeldSite {
 public:
  HeldSite();

  SiteFolder& folder() { return site_; }
  const Context& context() const { return site_.context(); }
  std::string Path(const std::string& name) const { return site_.Path(name); }

  /// Puts it there as the gate does; ".virus/new/NAME".
  std::string Hold(const HeldSpec& spec = {});
  SigningKey Key() const;

  /// Makes tests/fake/`fake` the queue program, under the name `as` for
  /// those that look at their names.
  void UseQueue(const std::string& fake, const std::string& as = "");
  std::vector<TakenMessage> Queued() const;

  /// `place` is relative to the quarantine.
  std::string Read(const std::string& place) const;
  bool Exists(const std::string& place) const;
  void Write(const std::string& place, std::string_view bytes) const;
  void Rename(const std::string& from, const std::string& to) const;
  /// Everything in a folder, "new/NAME" each, sorted.
  std::vector<std::string> Files(const std::string& folder) const;

  /// Fields of the lines of actions.log, the line of columns first.
  std::vector<std::vector<std::string>> Actions() const;

  CommandOutcome List(const Arguments& arguments = {}) const;
  CommandOutcome Show(const Arguments& arguments) const;
  CommandOutcome Cat(const Arguments& arguments) const;
  CommandOutcome Release(const Arguments& arguments) const;

  /// For ReleaseMessage without the command around it.
  ReleaseRequest Request(const std::string& place) const;

 private:
  std::string InQuarantine(const std::string& place) const;

  SiteFolder site_;
};

}  // namespace sallyport::test

#endif  // SALLYPORT_TESTS_ADMIN_HELD_SITE_H_
