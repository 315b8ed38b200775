console.log("sample, long enough to be worth compressing, or so one would think");
