// What an SMTP client is told of a queue program's end: notqmail's table in
// qmail.c. "" is success; else the first letter is D (554) or Z (451) and the
// rest is the text.

#ifndef SALLYPORT_TESTS_FAKE_QUEUE_ANSWER_H_
#define SALLYPORT_TESTS_FAKE_QUEUE_ANSWER_H_

#include <string>

#include "tests/fake/queue_client.h"

namespace sallyport::fake {

inline constexpr struct {
  int code;
  const char* answer;
} kQueueAnswers[] = {
    {11, "Denvelope address too long for qq (#5.1.3)"},
    {115, "Denvelope address too long for qq (#5.1.3)"},
    {31, "Dmail server permanently rejected message (#5.3.0)"},
    {51, "Zqq out of memory (#4.3.0)"},
    {52, "Zqq timeout (#4.3.0)"},
    {53, "Zqq write error or disk full (#4.3.0)"},
    {54, "Zqq read error (#4.3.0)"},
    {55, "Zqq unable to read configuration (#4.3.0)"},
    {56, "Zqq trouble making network connection (#4.3.0)"},
    {61, "Zqq trouble in home directory (#4.3.0)"},
    {62, "Zqq trouble creating files in queue (#4.3.0)"},
    {63, "Zqq trouble creating files in queue (#4.3.0)"},
    {64, "Zqq trouble creating files in queue (#4.3.0)"},
    {65, "Zqq trouble creating files in queue (#4.3.0)"},
    {66, "Zqq trouble creating files in queue (#4.3.0)"},
    {71, "Zmail server temporarily rejected message (#4.3.0)"},
    {72, "Zconnection to mail server timed out (#4.4.1)"},
    {73, "Zconnection to mail server rejected (#4.4.1)"},
    {74, "Zcommunication with mail server failed (#4.4.2)"},
    {81, "Zqq internal bug (#4.3.0)"},
    {91, "Zqq internal bug (#4.3.0)"},
    {120, "Zunable to exec qq (#4.3.0)"},
};

inline std::string QueueAnswer(const ClientOutcome& outcome) {
  if (!outcome.end.exited) return "Zqq crashed (#4.3.0)";
  int code = outcome.end.code;
  if (code == 0 && !outcome.write_failed) return "";
  // A program that says yes to what it did not get whole is not believed.
  if (code == 0) code = 54;
  // The text is a C string there: it ends at its first NUL.
  if (code == 82 && outcome.text.size() > 2) return outcome.text.c_str();
  for (const auto& row : kQueueAnswers)
    if (row.code == code) return row.answer;
  if (code >= 11 && code <= 40) return "Dqq permanent problem (#5.3.0)";
  return "Zqq temporary problem (#4.3.0)";
}

}  // namespace sallyport::fake

#endif  // SALLYPORT_TESTS_FAKE_QUEUE_ANSWER_H_
