// All that is known of one file of the quarantine, in words or as JSON. Where
// the mark is not valid that is said first: what stands below it is then the
// claim of whoever wrote the file.

#ifndef SALLYPORT_ADMIN_HELD_DETAILS_H_
#define SALLYPORT_ADMIN_HELD_DETAILS_H_

#include <string>

#include "admin/held_files.h"
#include "admin/held_message.h"

namespace sallyport {

struct HeldDetails {
  HeldPlace place;
  HeldFile file;
  std::string bytes_doubt;  // why the sender's bytes are not what was held

  bool Sound() const { return file.doubt.empty() && bytes_doubt.empty(); }
};

/// Lines of a word, blanks, and a text, all of it escaped.
std::string DetailsText(const HeldDetails& details);

/// One JSON document, with the newline.
std::string DetailsAsJson(const HeldDetails& details);

}  // namespace sallyport

#endif  // SALLYPORT_ADMIN_HELD_DETAILS_H_
