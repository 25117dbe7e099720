// The files of the quarantine by their names: its folders, what lies in them,
// and the files that stand for a message's id. What is inside a file is for
// held_message.h.
//
// A name is not believed to be ours: readers of Maildirs and people put files
// here, too. Fifos and links are refused when a file is opened.

#ifndef SALLYPORT_ADMIN_HELD_FILES_H_
#define SALLYPORT_ADMIN_HELD_FILES_H_

#include <string>
#include <string_view>
#include <vector>

#include "admin/command_line.h"
#include "base/fd.h"
#include "base/result.h"
#include "maildir/maildir.h"

namespace sallyport {

/// What has become of a held message, told by where it lies and its name.
enum class HeldState { kHeld, kReleasing, kReleased, kDeleted, kArchived };
std::string_view Name(HeldState state);

/// Where a file lies in the quarantine.
struct HeldPlace {
  std::string folder;  // its directory: ".virus", or "." for the Maildir's own
  MaildirEntry entry;

  /// ".virus/new/NAME".
  std::string Path() const { return folder + "/" + entry.Path(); }
  HeldState State() const;
};

/// A folder as people name it: "virus", or "inbox" for the Maildir's own.
std::string FolderWord(std::string_view folder);

class HeldFiles {
 public:
  /// The quarantine of `spool`.
  static Result<HeldFiles> Open(const std::string& spool);
  /// The quarantine of this site.
  static Result<HeldFiles> Open(const Context& context);

  int spool() const { return spool_.get(); }
  int directory() const { return directory_.get(); }

  /// The directory for a folder's word; "virus" and ".virus" are the same.
  Result<std::string> FindFolder(const std::string& word) const;

  /// What lies in `folder`, or in all folders if it is empty, newest first by
  /// the time that names begin with.
  Result<std::vector<HeldPlace>> List(const std::string& folder) const;

  /// The files that `wanted` stands for: a message's id, which may have been
  /// held under several categories, or a file's name. A file whose name does
  /// not tell its id, as after a move by a mail reader, is found by the first
  /// line of its block.
  Result<std::vector<HeldPlace>> Find(const std::string& wanted,
                                      const std::string& folder) const;

  Result<Maildir> OpenFolder(const std::string& folder) const;

  /// Opens a regular file; `access` is O_RDONLY or O_RDWR.
  Result<Fd> OpenFile(const HeldPlace& place, int access) const;

 private:
  Result<std::vector<std::string>> Folders() const;
  bool BlockTells(const HeldPlace& place, std::string_view id) const;

  Fd spool_;
  Fd directory_;
};

}  // namespace sallyport

#endif  // SALLYPORT_ADMIN_HELD_FILES_H_
