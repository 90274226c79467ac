console.log('parallax');
