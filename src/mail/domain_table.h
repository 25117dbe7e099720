// Which [[domain]] table is a recipient's: the first that fits, by address,
// address without extension, domain and parent domains, and then those that
// name no recipient.

#ifndef SALLYPORT_MAIL_DOMAIN_TABLE_H_
#define SALLYPORT_MAIL_DOMAIN_TABLE_H_

#include <string>
#include <string_view>

#include "mail/config.h"

namespace sallyport {

/// Its number, "3" for the keys "domain.3.", or nothing if the site's settings
/// count. For a message of `sender` from a client of this class.
std::string DomainTableFor(Config* config, std::string_view recipient,
                           std::string_view sender,
                           std::string_view client_class);

}  // namespace sallyport

#endif  // SALLYPORT_MAIL_DOMAIN_TABLE_H_
