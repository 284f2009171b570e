package embedded

import _ "embed"

//go:generate go run ./internal/genrequirements

//go:embed requirements/numpy.txt
var numpyRequirements string

//go:embed requirements/gallery.txt
var galleryRequirements string
