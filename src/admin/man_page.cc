#include "admin/man_page.h"

#include "admin/config_value.h"
#include "mail/config_keys.h"

namespace sallyport {

std::string ConfigManPage() {
  std::string page;
  for (const ConfigKey& key : ConfigKeys())
    page += std::string(key.name) + " " + AllowedText(key) + "\n";
  return page;
}

}  // namespace sallyport
