// The messages that `sallyport check` sends: built here, harmless, and of a
// form that every reader takes the same way.

#ifndef SALLYPORT_ADMIN_CHECK_MESSAGES_H_
#define SALLYPORT_ADMIN_CHECK_MESSAGES_H_

#include <string>
#include <string_view>

namespace sallyport {

/// The 68 bytes of the EICAR test file (eicar.org), which every virus scanner
/// is to report. Put together when called: neither the source nor the program
/// holds them whole.
std::string EicarBytes();

/// GTUBE (spamassassin.apache.org/gtube), the line that every spam engine is
/// to take for spam; as EicarBytes.
std::string GtubeLine();

/// A zip (APPNOTE.TXT 4.3) with one member of ASCII text, deflated: the text
/// stands nowhere in the zip's own bytes.
std::string MakeZip(std::string_view name, std::string_view bytes);

/// A message to and from `address` with a text and one attachment.
std::string MakeMessage(std::string_view address, std::string_view file_name,
                        std::string_view bytes);

/// A message to and from `address` with a text and nothing else.
std::string MakeTextMessage(std::string_view address, std::string_view text);

}  // namespace sallyport

#endif  // SALLYPORT_ADMIN_CHECK_MESSAGES_H_
