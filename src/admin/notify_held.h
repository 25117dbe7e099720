// Looks a message up that a log says is held: is it still, does it carry our
// mark, for whom is it, and was it made by a program. The folders are listed
// once, then each look is a search. One message may be held under several
// categories, for each with other recipients.

#ifndef SALLYPORT_ADMIN_NOTIFY_HELD_H_
#define SALLYPORT_ADMIN_NOTIFY_HELD_H_

#include <string>
#include <vector>

#include "admin/held_files.h"
#include "admin/held_message.h"
#include "mail/quarantine_block.h"

namespace sallyport {

struct HeldLook {
  HeldMessage held;
  std::string automatic;  // why it is of a program, or empty
};

class HeldIndex {
 public:
  /// Lists what is held in `files`, which must live longer.
  static Result<HeldIndex> Make(const HeldFiles& files);

  /// True if a file with the name of this message and category lies in the
  /// folder of the category.
  bool Has(const std::string& id, const std::string& category) const;

  /// Fails if it is not held there any more, or bears no valid mark.
  Result<HeldLook> Look(const std::string& id, const std::string& category);

 private:
  explicit HeldIndex(const HeldFiles& files)
      : files_(&files), keys_(files.spool()) {}
  const HeldPlace* Find(const std::string& id,
                        const std::string& category) const;

  const HeldFiles* files_;
  SigningKeys keys_;
  std::vector<HeldPlace> places_;  // by what stands behind the time in a name
};

}  // namespace sallyport

#endif  // SALLYPORT_ADMIN_NOTIFY_HELD_H_
