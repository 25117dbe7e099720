// Which file a person means by an id, a file's name and --folder.
//
// One id can stand for several files: a message held for some recipients as a
// virus and for others as spam, and a copy of what was handed on.

#ifndef SALLYPORT_ADMIN_HELD_CHOICE_H_
#define SALLYPORT_ADMIN_HELD_CHOICE_H_

#include <string>
#include <vector>

#include "admin/held_files.h"

namespace sallyport {

/// What the commands that take an id have in common.
struct HeldQuestion {
  std::string wanted;       // id, or a file's name
  std::string folder_word;  // empty: all folders
};

/// All files that fit, at least one.
Result<std::vector<HeldPlace>> FindAll(const HeldFiles& files,
                                       const HeldQuestion& question);

/// The one file to release. Where no folder is named, what is held goes
/// before what is in doubt and what was released; what was deleted and copies
/// of mail handed on are never meant.
Result<HeldPlace> ChooseForRelease(const HeldFiles& files,
                                   const HeldQuestion& question);

/// An error for a person, escaped; with advice where rights are missing.
std::string WordsOf(const Error& error);

}  // namespace sallyport

#endif  // SALLYPORT_ADMIN_HELD_CHOICE_H_
