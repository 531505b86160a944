package fill::Mail;
use strict; use warnings;
sub plan { }
1;
