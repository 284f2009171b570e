#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>

namespace nb = nanobind;
using View = nb::ndarray<const double, nb::ndim<1>, nb::device::cpu>;
using MutView = nb::ndarray<double, nb::ndim<1>, nb::device::cpu>;

NB_MODULE(nbcalls, m) {
    m.def("empty", [] {});
    m.def("number", [](double x) { return x + 1; });
    m.def("first", [](View a) { return a(0); });
    m.def("three", [](View a, View b, MutView c) { c(0) = a(0) + b(0); });
}
