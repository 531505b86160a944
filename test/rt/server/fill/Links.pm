package fill::Links;
use strict; use warnings;
sub plan { }
1;
