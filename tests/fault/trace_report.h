// An outcome on its way from the tracer's process to the test's.

#ifndef SALLYPORT_TESTS_FAULT_TRACE_REPORT_H_
#define SALLYPORT_TESTS_FAULT_TRACE_REPORT_H_

#include <string>
#include <string_view>

#include "tests/fault/tracer.h"

namespace sallyport::fault {

std::string EncodeOutcome(const TraceOutcome& outcome);
/// What is not whole comes back with `trouble` set.
TraceOutcome DecodeOutcome(std::string_view bytes);

}  // namespace sallyport::fault

#endif  // SALLYPORT_TESTS_FAULT_TRACE_REPORT_H_
