// The prose of sallyport.toml(5), in roff, between what man_page.cc prints
// from the table of keys.

#ifndef SALLYPORT_ADMIN_MAN_TEXT_H_
#define SALLYPORT_ADMIN_MAN_TEXT_H_

#include <span>
#include <string_view>

namespace sallyport {

/// What stands above a table's keys; "" is the top of the file.
struct ManSection {
  std::string_view section;
  std::string_view text;
};

extern const std::span<const ManSection> kManSections;

extern const std::string_view kManFront;           // NAME, DESCRIPTION
extern const std::string_view kManScannerOptions;  // a plugin's own keys
extern const std::string_view kManDomainTables;    // action.X and spam.X
extern const std::string_view kManExamples;
extern const std::string_view kManBack;  // SEE ALSO

}  // namespace sallyport

#endif  // SALLYPORT_ADMIN_MAN_TEXT_H_
