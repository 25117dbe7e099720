// Maildir and Maildir++ (maildir(5); Courier's README.maildirquota): deliver,
// list, move, remove. Usable on its own; knows nothing of scanning.
//
// A delivery is durable before it is visible: written in tmp, fsynced,
// renamed into new, and the directory fsynced. What is not committed is
// removed by the owner's destructor; what a kill leaves in tmp is stale after
// 36 hours and may then be removed by anyone.

#ifndef SALLYPORT_MAILDIR_MAILDIR_H_
#define SALLYPORT_MAILDIR_MAILDIR_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/fd.h"
#include "base/result.h"

namespace sallyport {

/// One message of a folder.
struct MaildirEntry {
  std::string subdirectory;  // "new" or "cur"
  std::string name;          // with ",S=" and ":2,FLAGS"

  std::string Path() const { return subdirectory + "/" + name; }
  /// The name without ":2,FLAGS"; a colon is in nothing else (maildir(5)).
  std::string_view Unique() const;
  /// The size that ",S=" tells, if it does.
  std::optional<uint64_t> Size() const;
};

/// A folder: a directory with tmp, new and cur.
class Maildir {
 public:
  /// Opens `name` below the directory `parent`; it must have its three
  /// subdirectories.
  static Result<Maildir> Open(int parent, const std::string& name);

  /// Makes what is missing of a folder, mode 0700; a Maildir++ sub-folder
  /// (name begins with a dot) also gets its file `maildirfolder`.
  static Status Make(int parent, const std::string& name);

  int directory() const { return directory_.get(); }

  /// Shows the messages of "new" or "cur" to `see`, unsorted, until it says
  /// false. Names that begin with a dot are passed over.
  Status Visit(const std::string& subdirectory,
               const std::function<bool(const MaildirEntry&)>& see) const;

  /// All messages, new ones first, unsorted.
  Result<std::vector<MaildirEntry>> List() const;

  /// The message whose unique name begins with `prefix`, if it is there.
  Result<std::optional<MaildirEntry>> FindByPrefix(
      std::string_view prefix) const;

  /// Makes durable which messages there are, whoever renamed them.
  Status Sync() const;

  /// Renames a message into `to`/`subdirectory`/`new_name`, which must not
  /// exist yet, and makes both directories durable.
  Status Move(const MaildirEntry& entry, const Maildir& to,
              const MaildirEntry& as) const;

  /// The size of the message's file; nothing if it is not there.
  std::optional<uint64_t> SizeOnDisk(const MaildirEntry& entry) const;

  Status Remove(const MaildirEntry& entry) const;

 private:
  Fd directory_;
};

/// A message on its way into a folder.
class Delivery {
 public:
  /// Starts tmp/`unique`; the name must be unique over time and hosts.
  static Result<Delivery> Begin(const Maildir& folder,
                                const std::string& unique);

  Delivery(Delivery&&) = default;
  Delivery& operator=(Delivery&&) = delete;
  ~Delivery();

  int fd() const { return file_.get(); }

  /// The name in new that Commit gives.
  static std::string NameOf(const std::string& unique, uint64_t bytes);

  /// fsync, rename to new/`unique`,S=`bytes`, fsync of new. Returns the name
  /// in new. Without it, nothing stays.
  Result<std::string> Commit(uint64_t bytes);

 private:
  Delivery() = default;

  Fd directory_;
  Fd file_;
  std::string unique_;
};

}  // namespace sallyport

#endif  // SALLYPORT_MAILDIR_MAILDIR_H_
